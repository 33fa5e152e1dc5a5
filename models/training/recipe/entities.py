"""A token classifier: MiniLM and a linear head over BIO labels, its examples, its training, and F1 over whole entities."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from . import slots, templates, training
from .people import Filler
from .trunk import load_tokenizer, load_trunk, pad

KINDS = ("PERSON", "LOCATION", "ORGANISATION", "ADDRESS", "DATE_OF_BIRTH")
LABELS = ["O"] + [f"{part}-{kind}" for kind in KINDS for part in ("B", "I")]
IGNORED = -100
Example = tuple[str, list[tuple[int, int, str]]]


@dataclass(frozen=True)
class Settings:
    """Hyperparameters."""

    seed: int = 11
    steps: int = 260
    batch_tokens: int = 2048
    trunk_rate: float = 3e-4
    head_rate: float = 2e-3
    layer_decay: float = 0.9
    decay: float = 0.01
    dropout: float = 0.1
    average: float = 0.98
    longest: int = 96


@dataclass(frozen=True)
class Sources:
    """What sentences are made of; `chat` are short real queries without names."""

    framed: list[slots.Framed]
    plain: list[str]
    templates: list[str]
    nothing: list[str]
    chat: list[str]


class TokenModel(nn.Module):
    """logits `[batch, seq, labels]`."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.bert = load_trunk()
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(self.bert.config.hidden_size, len(LABELS))
        nn.init.normal_(self.classifier.weight, std=0.02)
        nn.init.zeros_(self.classifier.bias)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        hidden = self.bert(input_ids=ids, attention_mask=(ids != 0).long()).last_hidden_state.float()
        return self.classifier(self.dropout(hidden))


def joined(parts: list[Example], between: str) -> Example:
    """Several texts as one."""
    text, spans = "", []
    for part, found in parts:
        text += between if text else ""
        spans += [(a + len(text), b + len(text), label) for a, b, label in found]
        text += part
    return text, spans


class Maker:
    """Makes examples without end: real sentences with other names, templates with real sentences around, and neither."""

    def __init__(self, sources: Sources, filler: Filler) -> None:
        self.s, self.filler, self.rng = sources, filler, filler.rng

    def one(self) -> Example:
        """An example of a kind drawn by lot."""
        r, way = self.rng, self.rng.random()
        if way < 0.30:
            return self.real()
        if way < 0.55:
            return self.template()
        if way < 0.72:
            around = [self.template(), self.plain()]
            r.shuffle(around)
            return joined(around, r.choice([" ", " ", "\n"]))
        if way < 0.80:
            return joined([self.template(), self.template()], r.choice([" ", "\n", "\n\n"]))
        if way < 0.87:
            return joined([self.real(), self.plain()], " ")
        if way < 0.93:
            return templates.fill(r.choice(self.s.nothing), self.filler)
        return self.plain() if way < 0.97 or not self.s.chat else (r.choice(self.s.chat), [])

    def real(self) -> Example:
        """A real sentence with its names replaced."""
        return slots.fill(self.rng.choice(self.s.framed), self.filler)

    def template(self) -> Example:
        """A template, at times in upper case."""
        text, spans = templates.fill(self.rng.choice(self.s.templates), self.filler)
        return text, spans

    def plain(self) -> Example:
        """A real sentence without a name."""
        return self.rng.choice(self.s.plain), []


def encode(examples: list[Example], longest: int) -> list[tuple[list[int], list[int]]]:
    """Ids and labels of each example; special tokens have the label that is ignored."""
    tokenizer, rows = load_tokenizer(longest), []
    for (_, spans), e in zip(examples, tokenizer.encode_batch([text for text, _ in examples])):
        labels = [IGNORED if special else 0 for special in e.special_tokens_mask]
        for start, end, kind in spans:
            inside = False
            for i, (a, b) in enumerate(e.offsets):
                if labels[i] != IGNORED and a < end and b > start and b > a:
                    labels[i] = LABELS.index(("I-" if inside else "B-") + kind)
                    inside = True
        rows.append((e.ids, labels))
    return rows


def batches(maker: Maker, s: Settings):
    """Batches without end, of like length, `batch_tokens` padded tokens each; widths are multiples of 8."""
    while True:
        rows = sorted(encode([maker.one() for _ in range(1024)], s.longest), key=lambda row: len(row[0]))
        found, at = [], 0
        while at < len(rows):
            width = min(s.longest, -(-len(rows[min(len(rows) - 1, at + 40)][0]) // 8) * 8)
            size = max(1, s.batch_tokens // width)
            found.append((rows[at : at + size], width))
            at += size
        maker.rng.shuffle(found)
        yield from ((part, max(width, -(-max(len(r[0]) for r in part) // 8) * 8)) for part, width in found)


def train(maker: Maker, s: Settings, work: Path, evaluate=None, every: int = 50) -> TokenModel:
    """Trains; takes up again at the last checkpoint in `work`."""
    device = training.pick_device()
    training.seed_all(s.seed)
    model = TokenModel(s.dropout).to(device)
    groups = training.parameter_groups([(model.bert, s.trunk_rate)], s.decay, s.layer_decay)
    groups += training.parameter_groups([(model.classifier, s.head_rate)], s.decay)
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    schedule = training.warmup_stable_decay(optimizer, s.steps, warmup=s.steps // 10, decay=0.5)
    average = training.Average(model, s.average)
    start = 0
    state = training.load_checkpoint(work / "checkpoint.pt", device)
    if state is not None:
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average.shadow = state["average"]
        start = state["step"]
        for _ in range(start):
            schedule.step()
        maker.rng.seed(s.seed * 1000 + start)
    began, total = time.time(), 0.0
    source = batches(maker, s)
    for step in range(start, s.steps):
        model.train()
        part, width = next(source)
        ids = pad([row[0] for row in part], width, device)
        target = torch.full(ids.shape, IGNORED, dtype=torch.long)
        for i, (_, labels) in enumerate(part):
            target[i, : len(labels)] = torch.tensor(labels)
        with training.mixed_precision(device):
            logits = model(ids)
        loss = F.cross_entropy(logits.float().flatten(0, 1), target.to(device).flatten(), ignore_index=IGNORED)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        average.update(model)
        total += loss.item()
        if (step + 1) % 10 == 0:
            print(f"step {step + 1}/{s.steps} loss {total / 10:.4f} {time.time() - began:.0f} s", flush=True)
            began, total = time.time(), 0.0
        if (step + 1) % every == 0 or step + 1 == s.steps:
            training.save_checkpoint(work / "checkpoint.pt", model=model.state_dict(), optimizer=optimizer.state_dict(),
                                     average=average.shadow, step=step + 1, settings=asdict(s))
            if evaluate is not None:
                evaluate(model)
    model.load_state_dict(average.shadow)
    return model.eval()


def merged(labels: list[str], offsets: list[tuple[int, int]], continues: list[bool]) -> list[tuple[int, int, str]]:
    """Entities as aggregation `first` makes them: a word has the label of its first token, neighbours of one type join."""
    found: list[list] = []
    last = "O"
    for label, (start, end), goes_on in zip(labels, offsets, continues):
        if goes_on and found and last == "kept":
            found[-1][1] = end
            continue
        if goes_on:
            continue
        kind = label[2:]
        if label == "O":
            last = "O"
        elif label.startswith("I-") and last == "kept" and found[-1][2] == kind:
            found[-1][1] = end
        else:
            found.append([start, end, kind])
            last = "kept"
    return [tuple(f) for f in found]


def scores(gold: list[list[tuple]], found: list[list[tuple]]) -> dict:
    """Precision, recall and F1 over whole entities of the same place and kind, of each kind and of all; and the share of
    the gold entities' characters that are covered by anything found, which is what redaction needs."""
    right, named, there = Counter(), Counter(), Counter()
    covered = characters = 0
    for g, f in zip(gold, found):
        for span in f:
            named[span[2]] += 1
            right[span[2]] += span in g
        for start, end, kind in g:
            there[kind] += 1
            characters += end - start
            covered += sum(any(a <= i < b for a, b, _ in f) for i in range(start, end))
    report = {}
    for kind in [*KINDS, "all"]:
        n, t, k = (c.total() if kind == "all" else c[kind] for c in (named, there, right))
        if t or n:
            p, r = k / n if n else 0.0, k / t if t else 0.0
            report[kind] = {"precision": round(p, 4), "recall": round(r, 4), "f1": round(2 * p * r / (p + r) if p + r else 0.0, 4), "entities": t}
    report["characters_covered"] = round(covered / characters, 4) if characters else None
    return report
