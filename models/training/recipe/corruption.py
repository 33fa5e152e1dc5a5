"""Held-out texts with replaced words, and what a replaced-token detector makes of them."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_auc_score

from .replaced import score
from .words import TagSampler, WordSampler, replace_words


@dataclass(frozen=True)
class Corrupted:
    """Texts of one domain with spans `(start, end)` of the replaced words."""

    texts: list[str]
    spans: list[list[tuple[int, int]]]


def kinds(counts, lexicon: dict[str, str]) -> dict[str, object]:
    """Ways to draw a replacement: any word by frequency, any word evenly, same part of speech."""
    by_frequency, evenly = WordSampler(counts, 1.0), WordSampler(counts, 0.0)
    same_tag = TagSampler(counts, lexicon, 0.75)
    return {"random": lambda w, rng: by_frequency.draw(rng), "random-even": lambda w, rng: evenly.draw(rng),
            "same-tag": same_tag.draw}


def corrupt(texts: list[str], draw, share: float = 0.15, seed: int = 0) -> Corrupted:
    """Replaces about `share` of the words of each text."""
    rng = random.Random(seed)
    made = [replace_words(t, share, draw, rng) for t in texts]
    return Corrupted([m[0] for m in made], [m[1] for m in made])


def token_labels(offsets: list[tuple[int, int]], spans: list[tuple[int, int]]) -> np.ndarray:
    """1 for each token that overlaps a replaced span."""
    return np.array([int(any(a < end and start < b for start, end in spans)) for a, b in offsets], dtype=np.int64)


def logits_and_labels(model, made: Corrupted) -> tuple[np.ndarray, np.ndarray]:
    """All tokens' logits and labels."""
    scored = score(model, made.texts)
    logits = np.concatenate([s[2].numpy() for s in scored if len(s[1])])
    labels = np.concatenate([token_labels(s[1], spans) for s, spans in zip(scored, made.spans) if len(s[1])])
    return logits, labels


def clean_logits(model, texts: list[str]) -> np.ndarray:
    """All tokens' logits on texts as they are."""
    return np.concatenate([s[2].numpy() for s in score(model, texts) if len(s[1])])


def evaluate(model, domains: dict[str, list[str]], draws: dict[str, object]) -> dict:
    """AUROC per token by domain and kind, and recall at the threshold that flags 1 % of that domain's clean tokens."""
    report: dict = {}
    for domain, texts in domains.items():
        clean = clean_logits(model, texts)
        threshold = float(np.quantile(clean, 0.99))
        report[domain] = {}
        for kind, draw in draws.items():
            logits, labels = logits_and_labels(model, corrupt(texts, draw))
            report[domain][kind] = {"auroc": round(float(roc_auc_score(labels, logits)), 4),
                                    "recall_at_1_percent": round(float((logits[labels == 1] >= threshold).mean()), 4)}
    return report
