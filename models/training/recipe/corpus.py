"""Free text, queries and mail for replaced-token detection, each with a held-out part."""

from __future__ import annotations

import email
import email.policy
import random
import re
from dataclasses import dataclass
from pathlib import Path

from . import data

HELD_OUT_PASSAGES = 600
HELD_OUT_QUERIES = 600


@dataclass(frozen=True)
class Corpus:
    """Training passages by domain, and held-out texts by domain."""

    train: dict[str, list[str]]
    held_out: dict[str, list[str]]


def load(data_dir: Path, mail_dir: Path | None, seed: int = 3) -> Corpus:
    """Splits every domain with a seed; a held-out passage is never trained on, nor is a query equal to one."""
    free, free_out = data.split(data.passages(data_dir / "english-free.txt"), HELD_OUT_PASSAGES, seed)
    queries = []
    for name in ("clinc150-train", "banking77-train", "clinc150-oos-train"):
        queries += [(t, name) for t in data.labelled(data_dir / f"{name}.jsonl")[0]]
    queries, queries_out = data.split(queries, HELD_OUT_QUERIES, seed)
    banned = {t.lower() for t, _ in queries_out}
    train = {"free": free, "queries": [t for t, _ in queries if t.lower() not in banned]}
    expository, narrative = [], []
    for passage in free_out:
        (narrative if is_narrative(passage) else expository).append(passage)
    held_out = {"encyclopaedia": cut(expository, seed), "fiction": cut(narrative, seed),
                "queries": [t for t, _ in queries_out]}
    if mail_dir is not None:
        ham = mail_texts(mail_dir, ("easy-ham-1", "easy-ham-2"))
        ham, ham_out = data.split(ham, 300, seed)
        train["mail"] = ham
        held_out["mail"] = cut(ham_out, seed)
    return Corpus(train, held_out)


def is_narrative(passage: str) -> bool:
    """Rough sign of fiction: direct speech, or a first or third person's past tense in most sentences."""
    quoted = passage.count('"') >= 2 or "\u201c" in passage
    persons = len(re.findall(r"\b(?:he|she|him|her|I|me|my|said|you)\b", passage))
    return persons / max(1, len(passage.split())) > (0.03 if quoted else 0.06)


def cut(passages: list[str], seed: int, words: tuple[int, int] = (5, 60)) -> list[str]:
    """One run of 1-3 sentences from each passage."""
    rng = random.Random(seed)
    texts = []
    for passage in passages:
        parts = data.sentences(passage)
        k = rng.randint(1, 3)
        at = rng.randrange(max(1, len(parts) - k + 1))
        text = " ".join(parts[at : at + k])
        if words[0] <= len(text.split()) <= words[1]:
            texts.append(text)
    return texts


def mail_texts(mail_dir: Path, groups: tuple[str, ...]) -> list[str]:
    """Prose paragraphs of the mails' plain-text parts, joined per mail; quotations, headers and signatures dropped."""
    texts = []
    for group in groups:
        for path in sorted((mail_dir / group).glob("*.txt")):
            text = mail_prose(path.read_bytes())
            if text:
                texts.append(text)
    return texts


def mail_prose(raw: bytes) -> str:
    """The prose of one mail, or an empty string."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    part = next((p for p in message.walk() if p.get_content_type() in ("text/plain", "text/html")), None)
    if part is None:
        return ""
    payload = part.get_payload(decode=True) or b""
    body = payload.decode("latin-1", "replace")
    if part.get_content_type() == "text/html":
        body = re.sub(r"(?is)<(script|style).*?</\1>|<[^>]+>|&\w+;", " ", body)
    body = body.split("\n-- \n")[0].split("\n_______")[0]
    paragraphs = []
    for block in re.split(r"\n\s*\n", body):
        lines = [ln.strip() for ln in block.splitlines() if not ln.lstrip().startswith((">", "|", "On ", "#"))]
        text = re.sub(r"\s+", " ", " ".join(lines)).strip()
        letters = sum(ch.isalpha() or ch == " " for ch in text)
        if len(text.split()) >= 8 and letters > 0.9 * len(text) and "http" not in text and "@" not in text:
            paragraphs.append(text)
    return " ".join(paragraphs)[:4000]
