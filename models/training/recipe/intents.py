"""The intent classifier: MiniLM, mean pooling and a linear head, trained with AdamW and outlier exposure."""

from __future__ import annotations

import random
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from . import training
from .trunk import load_tokenizer, load_trunk, pad


@dataclass(frozen=True)
class Settings:
    """Hyperparameters; the same for every data set."""

    seed: int = 7
    epochs: int = 10
    batch: int = 64
    trunk_rate: float = 1.5e-4
    head_rate: float = 1.5e-3
    layer_decay: float = 0.9
    decay: float = 0.01
    dropout: float = 0.1
    label_smoothing: float = 0.05
    contrast: float = 0.2
    contrast_temperature: float = 0.1
    outliers: int = 8
    outlier_weight: float = 0.3
    mixed_outliers: int = 8
    average: float = 0.99
    frozen: int = 0


class IntentModel(nn.Module):
    """logits `[batch, labels]` and the pooled features `[batch, hidden]` that they are computed from."""

    def __init__(self, labels: int, dropout: float, frozen: int = 0) -> None:
        super().__init__()
        self.bert = load_trunk()
        self.frozen = [self.bert.embeddings, *self.bert.encoder.layer[:frozen]] if frozen else []
        self.below = frozen
        self.kept: dict[tuple[int, ...], torch.Tensor] = {}
        for module in self.frozen:
            module.requires_grad_(False)
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(self.bert.config.hidden_size, labels)
        nn.init.normal_(self.classifier.weight, std=0.02)
        nn.init.zeros_(self.classifier.bias)

    @torch.no_grad()
    def begin_with(self, weights: dict) -> None:
        """Takes layers that are not frozen, and the head, from another model's weights."""
        for name, parameter in self.named_parameters():
            if parameter.requires_grad:
                parameter.copy_(torch.from_numpy(weights[name].copy()).view(parameter.shape))

    def train(self, mode: bool = True) -> "IntentModel":
        """Layers that are frozen compute what they compute in use: without dropout."""
        super().train(mode)
        for module in self.frozen:
            module.eval()
        return self

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        mask = (ids != 0).long()
        return self.pooled(self.bert(input_ids=ids, attention_mask=mask).last_hidden_state, mask)

    def pooled(self, hidden: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """logits and features of the last hidden states."""
        weight = mask.unsqueeze(-1).float()
        pooled = (hidden.float() * weight).sum(1) / weight.sum(1)
        return self.classifier(self.dropout(pooled)), pooled

    def of_rows(self, rows: list[list[int]], device: str) -> tuple[torch.Tensor, torch.Tensor]:
        """As `forward`; frozen layers compute a text when it is first seen, and what they gave is kept."""
        ids = pad(rows, device=device)
        if not self.frozen:
            return self(ids)
        mask, keys = (ids != 0).long(), [tuple(row) for row in rows]
        self.keep([row for row, key in zip(rows, keys) if key not in self.kept], device)
        hidden = nn.utils.rnn.pad_sequence([self.kept[key] for key in keys], batch_first=True)
        return self.pooled(through(self.bert.encoder.layer[self.below :], hidden, mask), mask)

    @torch.no_grad()
    def keep(self, rows: list[list[int]], device: str) -> None:
        """Keeps what the frozen layers give for the rows, `[tokens, hidden]` each.

        No other layer may run here: autocast would remember their weights in bfloat16, without a gradient.
        """
        if rows:
            ids = pad(rows, device=device)
            states = through(self.bert.encoder.layer[: self.below], self.bert.embeddings(input_ids=ids), (ids != 0).long())
            for row, hidden in zip(rows, states.float()):
                self.kept[tuple(row)] = hidden[: len(row)].clone()


def through(layers: nn.ModuleList, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """What the layers make of hidden states `[batch, seq, hidden]`."""
    unseen = (1.0 - mask[:, None, None, :].float()) * -1e9
    for layer in layers:
        hidden = layer(hidden, unseen)
        hidden = hidden[0] if isinstance(hidden, tuple) else hidden
    return hidden


def paired_batches(labels: list[int], lengths: list[int], size: int, rng: random.Random) -> list[list[int]]:
    """One epoch of batches of like length in which each example sits beside another of its class."""
    by_class: dict[int, list[int]] = {}
    for i, label in enumerate(labels):
        by_class.setdefault(label, []).append(i)
    pairs = []
    for members in by_class.values():
        rng.shuffle(members)
        if len(members) % 2:
            members = members + [members[0]]
        pairs += [members[k : k + 2] for k in range(0, len(members), 2)]
    rng.shuffle(pairs)
    batches, pool = [], size // 2 * 16
    for start in range(0, len(pairs), pool):
        near = sorted(pairs[start : start + pool], key=lambda pair: max(lengths[i] for i in pair))
        flat = [i for pair in near for i in pair]
        batches += [flat[k : k + size] for k in range(0, len(flat), size)]
    rng.shuffle(batches)
    return batches


def supervised_contrast(features: torch.Tensor, labels: torch.Tensor, temperature: float) -> torch.Tensor:
    """Supervised contrastive loss (Khosla et al. 2020) over normalised features."""
    z = F.normalize(features, dim=-1)
    scores = z @ z.T / temperature
    itself = torch.eye(len(z), dtype=torch.bool, device=z.device)
    same = (labels[:, None] == labels[None, :]) & ~itself
    log_p = scores - torch.logsumexp(scores.masked_fill(itself, -1e9), dim=1, keepdim=True)
    count = same.sum(1)
    return -((log_p * same).sum(1)[count > 0] / count[count > 0]).mean()


def uniform_loss(logits: torch.Tensor) -> torch.Tensor:
    """Cross entropy to the uniform distribution (outlier exposure, Hendrycks et al. 2019)."""
    return -F.log_softmax(logits, dim=-1).mean()


def train(texts: list[str], labels: list[int], outlier_texts: list[list[str]], s: Settings, out: Path,
          evaluate=None, start: dict | None = None) -> IntentModel:
    """Trains on the texts; takes up again at the last finished epoch when `out` holds a checkpoint.

    `start`: weights of another such model to begin with instead of the trunk's.
    """
    device = training.pick_device()
    training.seed_all(s.seed)
    tokenizer = load_tokenizer()
    ids = [e.ids for e in tokenizer.encode_batch(texts)]
    lengths = [len(row) for row in ids]
    outlier_ids = [[e.ids for e in tokenizer.encode_batch(group)] for group in outlier_texts]
    model = IntentModel(max(labels) + 1, s.dropout, s.frozen).to(device)
    if start is not None:
        model.begin_with(start)
    groups = training.parameter_groups([(model.bert, s.trunk_rate)], s.decay, s.layer_decay)
    groups += training.parameter_groups([(model.classifier, s.head_rate)], s.decay)
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    rng = random.Random(s.seed)
    steps = s.epochs * len(paired_batches(labels, lengths, s.batch, random.Random(0)))
    schedule = training.warmup_then_linear(optimizer, steps)
    average = training.Average(model, s.average)
    first = 0
    state = training.load_checkpoint(out / "checkpoint.pt", device)
    if state is not None:
        if state["settings"] != asdict(s):
            raise SystemExit(f"{out / 'checkpoint.pt'} was made with other settings: remove it")
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        average.shadow = state["average"]
        first = state["epoch"]
        rng.setstate(state["order"])
    for epoch in range(first, s.epochs):
        model.train()
        began, total, batches = time.time(), 0.0, paired_batches(labels, lengths, s.batch, rng)
        for batch in batches:
            loss = step_loss(model, [ids[i] for i in batch], [labels[i] for i in batch], outlier_ids, s, rng, device)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            average.update(model)
            total += loss.item()
        print(f"epoch {epoch + 1}/{s.epochs} loss {total / len(batches):.4f} {time.time() - began:.0f} s", flush=True)
        training.save_checkpoint(out / "checkpoint.pt", model=model.state_dict(), optimizer=optimizer.state_dict(),
                                 schedule=schedule.state_dict(), average=average.shadow, epoch=epoch + 1,
                                 order=rng.getstate(), settings=asdict(s))
        if evaluate is not None and (epoch % 4 == 3 or epoch + 1 == s.epochs):
            evaluate(model)
    model.load_state_dict(average.shadow)
    return model.eval()


def step_loss(model: IntentModel, rows: list[list[int]], labels: list[int], outlier_ids: list[list[list[int]]],
              s: Settings, rng: random.Random, device: str) -> torch.Tensor:
    """Cross entropy + contrast on the labelled rows, uniform target on outliers and on mixtures of intents."""
    n = len(rows)
    extra = []
    if outlier_ids and s.outliers:
        for k in range(s.outliers):
            extra.append(rng.choice(outlier_ids[k % len(outlier_ids)]))
    target = torch.tensor(labels, device=device)
    with training.mixed_precision(device):
        logits, pooled = model.of_rows(rows + extra, device)
    logits, pooled = logits.float(), pooled.float()
    loss = F.cross_entropy(logits[:n], target, label_smoothing=s.label_smoothing)
    if s.contrast:
        loss = loss + s.contrast * supervised_contrast(pooled[:n], target, s.contrast_temperature)
    if extra:
        loss = loss + s.outlier_weight * uniform_loss(logits[n:])
    if s.mixed_outliers:
        a = torch.randperm(n, device=device)[: 2 * s.mixed_outliers]
        first, second = a[: len(a) // 2], a[len(a) // 2 :]
        second = second[: len(first)]
        other = target[first] != target[second]
        if other.any():
            share = 0.3 + 0.4 * torch.rand(int(other.sum()), 1, device=device)
            mixed = share * pooled[first][other] + (1 - share) * pooled[second][other]
            loss = loss + s.outlier_weight * uniform_loss(model.classifier(mixed))
    return loss


@torch.no_grad()
def predict(model: IntentModel, texts: list[str], batch: int = 128) -> tuple[torch.Tensor, torch.Tensor]:
    """fp32 logits and pooled features of the texts, in their order."""
    device = next(model.parameters()).device.type
    tokenizer = load_tokenizer()
    ids = [e.ids for e in tokenizer.encode_batch(texts)]
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    was_training = model.training
    model.eval()
    logits, pooled = [None] * len(ids), [None] * len(ids)
    for k in range(0, len(order), batch):
        part = order[k : k + batch]
        a, b = model(pad([ids[i] for i in part], device=device))
        for row, i in enumerate(part):
            logits[i], pooled[i] = a[row].cpu(), b[row].cpu()
    model.train(was_training)
    return torch.stack(logits).float(), torch.stack(pooled).float()
