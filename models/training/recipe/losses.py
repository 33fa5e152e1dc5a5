"""What a quantised model lost: cosines to the model as it was, labels that stayed, replaced words that are still found."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np

EVERY = 7  # so many words are left for one that is replaced
LEAST = {"cosine.mean": 0.996, "cosine.worst": 0.985, "labels.agreement": 0.99, "auroc.kept": 0.995}


@dataclass
class Losses:
    """Figures by name, and how many results depended on the batch."""

    texts: int
    figures: dict[str, float]
    depending: int

    def failures(self) -> list[str]:
        """What is not as it must be, in words."""
        found = [f"{name} {value:.5f} (at least {LEAST[name]})" for name, value in self.figures.items() if value < LEAST[name]]
        return found + ([f"{self.depending} texts whose result depends on the batch"] if self.depending else [])


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    """Of two vectors."""
    a, b = a.astype(np.float64).ravel(), b.astype(np.float64).ravel()
    return float(a @ b / max(np.linalg.norm(a) * np.linalg.norm(b), 1e-30))


def compared(result: np.ndarray, architecture: str) -> np.ndarray:
    """What of one text is compared: logits as they are; of hidden states the mean over the tokens, as embeddings are made."""
    logits = "Classification" in architecture or "PreTraining" in architecture
    return result if logits or result.ndim == 1 else result.mean(0)


def labels(result: np.ndarray) -> np.ndarray:
    """The best label of a text, or of each of its tokens."""
    return np.atleast_1d(np.argmax(result, -1))


def replaced(texts: list[str]) -> list[tuple[str, list[tuple[int, int]]]]:
    """The texts with words of others in place of some, and where those are."""
    chance = random.Random(3)
    words = [word for text in texts for word in text.split()]
    made = []
    for text in texts:
        parts, spans, at = [], [], 0
        for word in text.split():
            other = chance.choice(words) if chance.randrange(EVERY) == 0 else word
            if other != word:
                spans.append((at, at + len(other)))
            parts.append(other)
            at += len(other) + 1
        made.append((" ".join(parts), spans))
    return made


def auroc(scores: np.ndarray, positive: np.ndarray) -> float:
    """Area under the ROC curve; equal scores count as half."""
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    many = int(positive.sum())
    return float((ranks[positive].sum() - many * (many + 1) / 2) / (many * (len(scores) - many)))


def area(run, feeder, texts: list[str]) -> float:
    """How well a detector of replaced words ranks the tokens of texts with some."""
    scores, positive = [], []
    for text, spans in replaced(texts):
        encoding = feeder.encoding(text)
        scores.append(run(feeder.feed([encoding.ids]))[0][0].reshape(-1))
        positive.append([any(a < end and start < b for start, end in spans) for a, b in encoding.offsets])
    return auroc(np.concatenate(scores), np.concatenate(positive))


def measure(exact, small, feeder, texts: list[str], architecture: str) -> Losses:
    """`exact` and `small` compute a batch; every text is computed alone and in a batch of its length."""
    cosines, agreeing, depending = [], [], 0
    for text in texts:
        ids = feeder.ids(text)
        wanted = exact(feeder.feed([ids]))[0][0]
        found = small(feeder.feed([ids]))[0][0]
        beside = small(feeder.feed([ids[:1] + ids[:0:-1], ids, ids]))[0][1]
        depending += not np.array_equal(found, beside)
        cosines.append(cosine(compared(wanted, architecture), compared(found, architecture)))
        agreeing.extend(labels(wanted) == labels(found))
    figures = {"cosine.mean": float(np.mean(cosines)), "cosine.worst": min(cosines)}
    if "Classification" in architecture:
        figures["labels.agreement"] = float(np.mean(agreeing))
    if "PreTraining" in architecture:
        figures["auroc.kept"] = area(small, feeder, texts) / area(exact, feeder, texts)
    return Losses(len(texts), figures, depending)
