"""What a quantised model lost: cosines to the model as it was, labels that stayed, replaced words that are still found."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass

import numpy as np

TOGETHER = 4  # texts a batch
EVERY = 7  # so many words are left for one that is replaced
LEAST = {"cosine.mean": 0.996, "cosine.worst": 0.985, "labels.agreement": 0.99, "auroc.kept": 0.995, "batch.same": 1.0}


@dataclass
class Losses:
    """Figures by name; higher is better."""

    texts: int
    figures: dict[str, float]

    def failures(self) -> list[str]:
        """What is not as it must be, in words."""
        return [f"{name} {value:.5f} (at least {LEAST[name]})" for name, value in self.figures.items() if value < LEAST[name]]


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    """Of two vectors."""
    a, b = a.astype(np.float64).ravel(), b.astype(np.float64).ravel()
    return float(a @ b / max(np.linalg.norm(a) * np.linalg.norm(b), 1e-30))


@dataclass
class Kind:
    """What a model is for."""

    architecture: str
    first: bool  # a vector is the first token's, not the mean of all

    def compared(self, result: np.ndarray) -> np.ndarray:
        """What of one text is compared: logits as they are, of hidden states the vector that is made of them."""
        if self.labels or self.replaced or result.ndim == 1:
            return result
        return result[0] if self.first else result.mean(0)

    @property
    def labels(self) -> bool:
        """A text or each token gets one."""
        return "Classification" in self.architecture

    @property
    def replaced(self) -> bool:
        """It finds words that were put in place of others."""
        return "PreTraining" in self.architecture


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
    made = [(feeder.encoding(text), spans) for text, spans in replaced(texts)]
    for encoding, spans in sorted(made, key=lambda one: len(one[0].ids)):
        scores.append(run(feeder.feed([encoding.ids]))[0][0].reshape(-1))
        positive.append([any(a < end and start < b for start, end in spans) for a, b in encoding.offsets])
    return auroc(np.concatenate(scores), np.concatenate(positive))


def alike(feeder, texts: list[str]) -> list[list[list[int]]]:
    """The texts' rows, some of one length together, short ones first: a runtime prepares itself for each shape anew."""
    rows = sorted((feeder.ids(text) for text in texts), key=len)
    same = [list(group) for _, group in itertools.groupby(rows, len)]
    return [group[at:at + TOGETHER] for group in same for at in range(0, len(group), TOGETHER)]


def filled(rows: list[list[int]]) -> list[list[int]]:
    """The rows between others, always so many: one of them backwards."""
    other = rows[0][:1] + rows[0][:0:-1]
    return [other, *rows, *[other] * (TOGETHER - len(rows))]


class Reference:
    """What the model as it was makes of texts."""

    def __init__(self, exact, feeder, texts: list[str], kind: Kind) -> None:
        self.feeder = feeder
        self.texts = texts
        self.kind = kind
        self.rows = alike(feeder, texts)
        self.wanted = [[kind.compared(result) for result in exact(feeder.feed(filled(rows)))[0][1:]] for rows in self.rows]
        self.area = area(exact, feeder, texts) if kind.replaced else None

    def losses(self, small) -> Losses:
        """Of another model; it computes every text alone and in a batch of its length."""
        cosines, agreeing, depending = [], [], 0
        for rows, wanted in zip(self.rows, self.wanted):
            beside = small(self.feeder.feed(filled(rows)))[0][1:]
            for ids, expected, together in zip(rows, wanted, beside):
                result = small(self.feeder.feed([ids]))[0][0]
                depending += not np.array_equal(result, together)
                found = self.kind.compared(result)
                cosines.append(cosine(expected, found))
                agreeing.extend(labels(expected) == labels(found))
        figures = {"cosine.mean": float(np.mean(cosines)), "cosine.worst": min(cosines), "batch.same": 1 - depending / len(self.texts)}
        if self.kind.labels:
            figures["labels.agreement"] = float(np.mean(agreeing))
        if self.area is not None:
            figures["auroc.kept"] = area(small, self.feeder, self.texts) / self.area
        return Losses(len(self.texts), figures)
