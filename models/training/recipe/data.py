"""Reads the data files and cuts free text into pieces; every split is seeded."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

SENTENCE = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9])")


def labelled(path: Path) -> tuple[list[str], list[str]]:
    """Texts and labels of a JSON-lines file with `text` and `label`."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [r["text"] for r in rows], [r["label"] for r in rows]


def sentences(passage: str) -> list[str]:
    """A passage cut at sentence ends."""
    return [s.strip() for s in SENTENCE.split(passage) if s.strip()]


def passages(path: Path) -> list[str]:
    """The lines of a text file, each a passage."""
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def short_sentences(path: Path, count: int, seed: int, words: tuple[int, int] = (4, 20)) -> list[str]:
    """`count` sentences of free text in the style of a query: lower case, no closing stop."""
    found = []
    for passage in passages(path):
        for s in sentences(passage):
            if words[0] <= len(s.split()) <= words[1] and not any(ch in s for ch in "|@<>="):
                found.append(s.lower().rstrip(".!?;:\"' ").lstrip("\"' "))
    random.Random(seed).shuffle(found)
    return found[:count]


def split(items: list, held_out: int, seed: int) -> tuple[list, list]:
    """`items` shuffled and cut: (rest, the first `held_out`)."""
    order = list(range(len(items)))
    random.Random(seed).shuffle(order)
    return [items[i] for i in order[held_out:]], [items[i] for i in order[:held_out]]
