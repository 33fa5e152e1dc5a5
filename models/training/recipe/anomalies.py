"""Anomalies in a stream: how well replaced-token scores find them, beside two baselines.

    python -m recipe.anomalies --data DIR --mail DIR --model DIR --work DIR --foreign FILE --corrupted FILE

Reads the shipped discriminator (--model) and the generator of its training (--work), and writes `anomalies.json` into
--work. --foreign names a text file with one German, French or Spanish passage a line. --corrupted is written: JSON lines
with `id`, `domain`, `kind` (clean, random, same-tag, generated), `text` and `spans`, the replaced words' places in UTF-16
code units, end exclusive.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from . import artefact, corpus, corruption, replaced, rtd_small, shipped, training, words
from .golden import utf16_offsets
from .trunk import CLS, MASK, SEP, load_tokenizer, load_trunk, pad

TEXTS = 100


class Shipped(torch.nn.Module):
    """The shipped discriminator with the call of `recipe.replaced.Discriminator`."""

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self.model = shipped.electra(directory)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.model(input_ids=ids, attention_mask=(ids != 0).long()).logits


def load_generator(work: Path) -> replaced.Generator:
    """The generator of the last checkpoint, with the embeddings that it shared."""
    state = torch.load(work / "checkpoint.pt", map_location="cpu", weights_only=False)
    host = replaced.Discriminator()
    generator = replaced.Generator(state["settings"]["generator_layers"], host.electra.embeddings)
    generator.load_state_dict(state["generator"])
    return generator.eval()


def generated(generator: replaced.Generator, texts: list[str], share: float, seed: int) -> corruption.Corrupted:
    """Texts in which about `share` of the words are masked and filled with a whole word sampled from the generator.

    Only a sample that differs from the word counts as replaced, as in training.
    """
    tokenizer, rng = load_tokenizer(), random.Random(seed)
    whole = torch.zeros(tokenizer.get_vocab_size(), dtype=torch.bool)
    for piece, i in tokenizer.get_vocab().items():
        whole[i] = bool(re.fullmatch(r"[a-z]{2,}|a|i", piece))
    torch.manual_seed(seed)
    made_texts, made_spans = [], []
    for text in texts:
        e = tokenizer.encode(text)
        single = [i for i in range(1, len(e.ids) - 1) if whole[e.ids[i]]
                  and e.word_ids.count(e.word_ids[i]) == 1 and text[e.offsets[i][0] : e.offsets[i][1]].isascii()]
        picked = sorted(i for i in single if rng.random() < share)
        if not picked:
            made_texts.append(text)
            made_spans.append([])
            continue
        ids = torch.tensor([e.ids])
        chosen = torch.zeros_like(ids, dtype=torch.bool)
        chosen[0, picked] = True
        logits = generator(ids.masked_fill(chosen, MASK), chosen).masked_fill(~whole, -1e9)
        drawn = replaced.sample(logits)
        parts, spans, at, length = [], [], 0, 0
        for i, new in zip(picked, drawn.tolist()):
            start, end = e.offsets[i]
            if new == e.ids[i]:
                continue
            word = tokenizer.id_to_token(new)
            word = word.capitalize() if text[start].isupper() else word
            parts.append(text[at:start])
            length += start - at
            spans.append((length, length + len(word)))
            parts.append(word)
            length, at = length + len(word), end
        made_texts.append("".join(parts) + text[at:])
        made_spans.append(spans)
    return corruption.Corrupted(made_texts, made_spans)


def shuffled(text: str, rng: random.Random) -> str:
    """The text's words in another order."""
    parts = text.split()
    rng.shuffle(parts)
    return " ".join(parts)


def gibberish(text: str, rng: random.Random) -> str:
    """Random letters in words as long as the text's."""
    return re.sub(r"[A-Za-z]", lambda m: rng.choice("abcdefghijklmnopqrstuvwxyz"), text)


def pseudo_perplexity(generator: replaced.Generator, texts: list[str]) -> np.ndarray:
    """Mean surprise of each token when masked alone (Salazar et al. 2020), texts cut at 64 tokens."""
    tokenizer = load_tokenizer()
    values = []
    for text in texts:
        ids = tokenizer.encode(text).ids[:64]
        inner = [i for i in range(len(ids)) if ids[i] not in (CLS, SEP)]
        if not inner:
            values.append(0.0)
            continue
        rows = torch.tensor([ids] * len(inner))
        chosen = torch.zeros_like(rows, dtype=torch.bool)
        chosen[torch.arange(len(inner)), inner] = True
        with training.mixed_precision("cpu"):
            logits = generator(rows.masked_fill(chosen, MASK), chosen).float()
        truth = torch.tensor([ids[i] for i in inner])
        values.append(float(torch.nn.functional.cross_entropy(logits, truth)))
    return np.array(values)


def embeddings(texts: list[str]) -> np.ndarray:
    """Mean-pooled, normalised MiniLM embeddings."""
    tokenizer, model, rows = load_tokenizer(), load_trunk().eval(), []
    for k in range(0, len(texts), 32):
        ids = pad([e.ids for e in tokenizer.encode_batch(texts[k : k + 32])])
        mask = (ids != 0).float().unsqueeze(-1)
        hidden = model(input_ids=ids, attention_mask=(ids != 0).long()).last_hidden_state
        rows.append(torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=-1))
    return torch.cat(rows).numpy()


def text_scores(model: Shipped, section: dict, texts: list[str]) -> dict[str, np.ndarray]:
    """Mean, largest, and flagged share of the tokens' probabilities of each text."""
    t, b = section["calibration"]["temperature"], section["calibration"]["bias"]
    chance = [1 / (1 + np.exp(-(s[2].numpy() / t + b))) if len(s[1]) else np.zeros(1)
              for s in replaced.score(model, texts)]
    return {"mean": np.array([c.mean() for c in chance]), "largest": np.array([c.max() for c in chance]),
            "flagged share": np.array([(c >= section["flag_threshold"]).mean() for c in chance])}


def compare(model: Shipped, generator: replaced.Generator, section: dict, clean: list[str], odd: list[str],
            past: np.ndarray) -> dict[str, float]:
    """AUROC per text of every score; `past` is the embedding centroid of earlier clean texts."""
    truth = np.r_[np.zeros(len(clean)), np.ones(len(odd))]
    together = clean + odd
    scores = text_scores(model, section, together)
    scores["embedding distance"] = 1.0 - embeddings(together) @ past
    scores["pseudo-perplexity"] = pseudo_perplexity(generator, together)
    return {k: round(float(roc_auc_score(truth, v)), 4) for k, v in scores.items()}


def write_corrupted(path: Path, made: dict[tuple[str, str], corruption.Corrupted]) -> None:
    """The corrupted texts as JSON lines."""
    with path.open("w", encoding="utf-8") as out:
        for (domain, kind), group in made.items():
            for i, (text, spans) in enumerate(zip(group.texts, group.spans)):
                line = {"id": f"{domain}-{kind}-{i}", "domain": domain, "kind": kind, "text": text,
                        "spans": utf16_offsets(text, spans)}
                out.write(json.dumps(line, ensure_ascii=False) + "\n")


@torch.no_grad()
def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "mail", "model", "work", "foreign", "corrupted"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    section = json.loads((args.model / "config.json").read_text())["textmill"]
    model, generator = Shipped(args.model), load_generator(args.work)
    given = corpus.load(args.data, args.mail)
    counts: Counter = words.count_words([t for group in given.train.values() for t in group])
    draws = corruption.kinds(counts, rtd_small.lexicon())
    measured = rtd_small.split_halves(given.held_out)[1]

    made = {}
    for domain in ("encyclopaedia", "fiction", "queries"):
        texts = measured[domain]
        made[domain, "clean"] = corruption.Corrupted(texts, [[] for _ in texts])
        for kind in ("random", "same-tag"):
            made[domain, kind] = corruption.corrupt(texts, draws[kind], seed=303)
        made[domain, "generated"] = generated(generator, texts, 0.15, 303)
    write_corrupted(args.corrupted, made)
    report = {"generated": token_report(model, section, made), "per_text_auroc": {},
              "scores": ["mean", "largest", "flagged share", "embedding distance", "pseudo-perplexity"]}

    rng = random.Random(404)
    foreign = [line.strip() for line in args.foreign.read_text(encoding="utf-8").splitlines() if line.strip()]
    prose = [t for k in ("encyclopaedia", "fiction") for t in measured[k]]
    streams = {"prose": (prose, [t for k in ("encyclopaedia", "fiction") for t in given.held_out[k][::2]]),
               "queries": (measured["queries"], given.held_out["queries"][::2])}
    for name, (texts, earlier) in streams.items():
        texts = rng.sample(texts, min(TEXTS, len(texts)))
        centre = embeddings(earlier).mean(0)
        odd = {"shuffled words": [shuffled(t, rng) for t in texts], "gibberish": [gibberish(t, rng) for t in texts],
               "another language": rng.sample(foreign, min(TEXTS, len(foreign)))}
        for kind, group in odd.items():
            report["per_text_auroc"][f"{kind} ({name})"] = compare(model, generator, section, texts, group, centre)
            print(kind, name, report["per_text_auroc"][f"{kind} ({name})"], flush=True)
    spam = corpus.cut(corpus.mail_texts(args.mail, ("spam-2",)), 5)
    ham = measured["mail"]
    centre = embeddings(given.held_out["mail"][::2]).mean(0)
    pick = rng.sample(spam, min(TEXTS, len(spam)))
    report["per_text_auroc"]["spam (ham)"] = compare(model, generator, section, ham[:TEXTS], pick, centre)
    artefact.write_json(args.work / "anomalies.json", report)
    rtd_small.refresh_card(args.model, args.work)
    print(json.dumps(report, indent=1))


def token_report(model: Shipped, section: dict, made: dict) -> dict:
    """Tokens replaced by the generator's samples, over all domains, at the default threshold."""
    t, b = section["calibration"]["temperature"], section["calibration"]["bias"]
    flag = lambda logits: 1 / (1 + np.exp(-(logits / t + b))) >= section["flag_threshold"]
    pairs = [corruption.logits_and_labels(model, group) for (_, kind), group in made.items() if kind == "generated"]
    x, y = np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs])
    clean = np.concatenate([corruption.clean_logits(model, g.texts) for (_, k), g in made.items() if k == "clean"])
    return {"tokens": len(y), "replaced": int(y.sum()), "auroc": round(float(roc_auc_score(y, x)), 4),
            "precision": round(float(y[flag(x)].mean()), 4), "recall": round(float(flag(x)[y == 1].mean()), 4),
            "clean_flagged": round(float(flag(clean).mean()), 4)}


if __name__ == "__main__":
    main()
