"""Replaced-token detection as in ELECTRA (Clark et al. 2020), generator and discriminator warm-started from MiniLM."""

from __future__ import annotations

import random
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from . import data, training
from .trunk import CLS, MASK, SEP, load_tokenizer, load_trunk, pad
from .words import PieceReplacer, WordSampler, count_words, piece_groups

FIRST_REAL_PIECE = 999  # ids below are [PAD], [unusedN], [UNK], [CLS], [SEP], [MASK]


@dataclass(frozen=True)
class Settings:
    """Hyperparameters of the joint training."""

    seed: int = 5
    steps: int = 1600
    tokens: int = 2048
    longest: int = 128
    masked: float = 0.15
    discriminator_weight: float = 50.0
    generator_layers: int = 3
    trunk_rate: float = 3e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    warmup: int = 150
    last_phase: float = 0.35
    average: float = 0.995
    # of the texts: "generated" tokens come from the generator, "random" ones are whole words drawn at random
    random_share: float = 0.4
    word_powers: tuple[float, ...] = (0.75, 0.0)
    repeat: dict[str, int] = field(default_factory=lambda: {"queries": 2})


class TokenHead(nn.Module):
    """ELECTRA's discriminator head: dense, GELU, one logit per token."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.dense = nn.Linear(hidden, hidden)
        self.dense_prediction = nn.Linear(hidden, 1)

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        return self.dense_prediction(F.gelu(self.dense(hidden))).squeeze(-1)


class Discriminator(nn.Module):
    """One logit per token, `[batch, seq]`; sigmoid of it is the probability that the token was replaced."""

    def __init__(self) -> None:
        super().__init__()
        self.electra = without_dropout(load_trunk())
        self.discriminator_predictions = TokenHead(self.electra.config.hidden_size)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        hidden = self.electra(input_ids=ids, attention_mask=(ids != 0).long()).last_hidden_state
        return self.discriminator_predictions(hidden)


class Generator(nn.Module):
    """The first layers of the trunk with a masked-language-model head tied to the discriminator's embeddings."""

    def __init__(self, layers: int, embeddings: nn.Module) -> None:
        super().__init__()
        self.bert = without_dropout(load_trunk(layers))
        self.bert.embeddings = embeddings
        hidden = self.bert.config.hidden_size
        self.transform = nn.Sequential(nn.Linear(hidden, hidden), nn.GELU(), nn.LayerNorm(hidden, eps=1e-12))
        self.bias = nn.Parameter(torch.zeros(self.bert.config.vocab_size))
        nn.init.eye_(self.transform[0].weight)
        nn.init.zeros_(self.transform[0].bias)
        nn.init.constant_(self.transform[2].weight, 0.3)

    def forward(self, ids: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        """Vocabulary logits `[masked, vocabulary]` at the masked positions (a boolean `[batch, seq]`)."""
        hidden = self.bert(input_ids=ids, attention_mask=(ids != 0).long()).last_hidden_state[positions]
        return F.linear(self.transform(hidden), self.bert.embeddings.word_embeddings.weight, self.bias)

    def own_parameters(self) -> list[nn.Parameter]:
        """Parameters that the discriminator does not share."""
        return [p for n, p in self.named_parameters() if not n.startswith("bert.embeddings.")]


def without_dropout(trunk: nn.Module) -> nn.Module:
    """Few epochs with fresh masks each time need no dropout, and it costs a fifth of a step on a CPU."""
    for module in trunk.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return trunk


@torch.no_grad()
def sample(logits: torch.Tensor) -> torch.Tensor:
    """One id per row, drawn from the softmax; never a special token."""
    logits = logits.float()
    logits[:, :FIRST_REAL_PIECE] = -1e9
    totals = torch.softmax(logits, -1).cumsum_(-1)
    drawn = torch.rand(len(logits), 1, device=logits.device) * totals[:, -1:]
    return torch.searchsorted(totals, drawn).squeeze(-1).clamp_(max=logits.shape[-1] - 1)


def choose(real: torch.Tensor, share: float, multiple: int = 32) -> torch.Tensor:
    """Marks about `share` of the real positions, a multiple of `multiple` in all."""
    where = real.flatten().nonzero().squeeze(-1)
    count = min(len(where), max(multiple, round(len(where) * share / multiple) * multiple))
    chosen = torch.zeros(real.numel(), dtype=torch.bool, device=real.device)
    chosen[where[torch.randperm(len(where), device=real.device)[:count]]] = True
    return chosen.view(real.shape)


class Batches:
    """An endless, seeded stream of batches of tokenised texts (as word groups) of like length."""

    def __init__(self, texts: dict[str, list[str]], s: Settings, rng: random.Random) -> None:
        self.s, self.rng = s, rng
        tokenizer = load_tokenizer(None)
        self.short = [piece_groups(e.ids, e.word_ids) for name, group in texts.items() if name == "queries"
                      for e in tokenizer.encode_batch(group)] * s.repeat.get("queries", 1)
        self.long = []
        for name, group in texts.items():
            if name == "queries":
                continue
            for text in group:
                encoded = tokenizer.encode_batch(data.sentences(text))
                self.long.append([piece_groups(e.ids, e.word_ids) for e in encoded])
        self.pending: list[tuple[int, list[list[list[int]]]]] = []
        self.buckets: dict[int, list] = {}

    def epoch(self) -> list[tuple[int, list[list[list[int]]]]]:
        """All texts once: passages cut anew into runs of 1-6 sentences. Batches are `(width, rows)`, of few shapes."""
        limit = self.s.longest - 2
        rows = [list(row) for row in self.short]
        for passage in self.long:
            at = 0
            while at < len(passage):
                k = self.rng.choice((1, 1, 2, 3, 6))
                run = [group for sentence in passage[at : at + k] for group in sentence]
                at += k
                while run:
                    room, cut = limit, 0
                    while cut < len(run) and len(run[cut]) <= room:
                        room -= len(run[cut])
                        cut += 1
                    if cut == 0:
                        run = run[1:]
                        continue
                    if cut >= 3:
                        rows.append(run[:cut])
                    run = run[cut:]
        self.rng.shuffle(rows)
        batches = []
        for row in rows:
            width = bucket(sum(map(len, row)) + 2)
            held = self.buckets.setdefault(width, [])
            held.append(row)
            if len(held) == self.s.tokens // width:
                batches.append((width, held))
                self.buckets[width] = []
        self.rng.shuffle(batches)
        return batches

    def log_frequencies(self, vocabulary: int) -> torch.Tensor:
        """Log relative frequency of each piece: a good first guess for a masked token."""
        counts = torch.ones(vocabulary)
        pieces = [p for row in self.short for g in row for p in g]
        pieces += [p for passage in self.long for row in passage for g in row for p in g]
        counts.scatter_add_(0, torch.tensor(pieces), torch.ones(len(pieces)))
        return torch.log(counts / counts.sum())

    def next(self) -> tuple[int, list[list[list[int]]]]:
        """The next batch."""
        if not self.pending:
            self.pending = self.epoch()
        return self.pending.pop()


def bucket(length: int) -> int:
    """The length rounded up to a multiple of 8: oneDNN compiles kernels anew for each shape that it meets."""
    return (length + 7) // 8 * 8


def flat(row: list[list[int]]) -> list[int]:
    """A row of word groups as ids with [CLS] and [SEP]."""
    return [CLS] + [piece for group in row for piece in group] + [SEP]


class Trainer:
    """Joint training of generator and discriminator, with checkpoints."""

    def __init__(self, texts: dict[str, list[str]], s: Settings, out: Path) -> None:
        self.s, self.out, self.device = s, out, training.pick_device()
        training.seed_all(s.seed)
        self.rng = random.Random(s.seed)
        self.batches = Batches(texts, s, self.rng)
        counts = count_words([t for group in texts.values() for t in group])
        self.replacer = PieceReplacer(load_tokenizer(None), [WordSampler(counts, p) for p in s.word_powers])
        self.discriminator = Discriminator().to(self.device)
        self.generator = Generator(s.generator_layers, self.discriminator.electra.embeddings).to(self.device)
        self.generator.bias.data = self.batches.log_frequencies(len(self.generator.bias)).to(self.device)
        own = nn.ModuleList([self.generator.bert.encoder, self.generator.transform])
        modules = [(self.discriminator.electra, s.trunk_rate), (own, s.trunk_rate),
                   (self.discriminator.discriminator_predictions, s.head_rate)]
        groups = training.parameter_groups(modules, s.decay)
        groups.append({"params": [self.generator.bias], "lr": s.head_rate, "weight_decay": 0.0})
        self.optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True)
        self.schedule = training.warmup_stable_decay(self.optimizer, s.steps, s.warmup, s.last_phase)
        self.average = training.Average(self.discriminator, s.average)
        self.done = 0
        self._resume()

    def _resume(self) -> None:
        state = training.load_checkpoint(self.out / "checkpoint.pt", self.device)
        if state is None:
            return
        if {**state["settings"], "steps": self.s.steps} != asdict(self.s):
            raise SystemExit(f"{self.out / 'checkpoint.pt'} was made with other settings: remove it")
        for name in ("discriminator", "generator", "optimizer", "schedule"):
            getattr(self, name).load_state_dict(state[name])
        self.average.shadow, self.done = state["average"], state["step"]
        self.rng.setstate(state["order"])

    def save(self) -> None:
        """Writes the checkpoint; the epoch under way is drawn anew when taken up again."""
        training.save_checkpoint(self.out / "checkpoint.pt", discriminator=self.discriminator.state_dict(),
                                 generator=self.generator.state_dict(), optimizer=self.optimizer.state_dict(),
                                 schedule=self.schedule.state_dict(), average=self.average.shadow, step=self.done,
                                 order=self.rng.getstate(), settings=asdict(self.s))

    def losses(self, width: int, rows: list[list[list[int]]]) -> tuple[torch.Tensor, torch.Tensor]:
        """Generator's and discriminator's loss on one batch."""
        at_random = int(round(len(rows) * self.s.random_share))
        self.rng.shuffle(rows)
        pairs = [self.replacer(row, self.s.masked, width, self.rng) for row in rows[:at_random]]
        ids = pad([p[0] for p in pairs] + [flat(r) for r in rows[at_random:]], width, self.device)
        labels = torch.zeros(ids.shape, device=self.device)
        if pairs:
            labels[:at_random] = pad([p[1] for p in pairs], width, self.device).float()
        generator_loss = torch.zeros((), device=self.device)
        if at_random < len(rows):
            part = ids[at_random:]
            real = (part != 0) & (part != CLS) & (part != SEP)
            chosen = choose(real, self.s.masked)
            with training.mixed_precision(self.device):
                logits = self.generator(part.masked_fill(chosen, MASK), chosen)
            generator_loss = F.cross_entropy(logits.float(), part[chosen])
            drawn = sample(logits.detach())
            labels[at_random:][chosen] = (drawn != part[chosen]).float()
            ids[at_random:][chosen] = drawn
        with training.mixed_precision(self.device):
            logits = self.discriminator(ids)
        real = (ids != 0) & (ids != CLS) & (ids != SEP)
        return generator_loss, F.binary_cross_entropy_with_logits(logits.float()[real], labels[real])

    def run(self, evaluate=None, every: int = 500, until: float | None = None) -> None:
        """Trains to the last step, or to the wall-clock time `until` if that comes first."""
        began, sums, count = time.time(), [0.0, 0.0], 0
        self.discriminator.train()
        self.generator.train()
        shared = list(self.discriminator.parameters())
        own = self.generator.own_parameters()
        while self.done < self.s.steps and (until is None or time.time() < until):
            generator_loss, loss = self.losses(*self.batches.next())
            self.optimizer.zero_grad(set_to_none=True)
            (generator_loss + self.s.discriminator_weight * loss).backward()
            nn.utils.clip_grad_norm_(shared, 5.0)
            nn.utils.clip_grad_norm_(own, 1.0)
            self.optimizer.step()
            self.schedule.step()
            self.average.update(self.discriminator)
            self.done += 1
            sums, count = [sums[0] + generator_loss.item(), sums[1] + loss.item()], count + 1
            if self.done % 50 == 0:
                print(f"step {self.done}/{self.s.steps} generator {sums[0] / count:.3f} "
                      f"discriminator {sums[1] / count:.4f} {(time.time() - began) / count:.2f} s/step", flush=True)
                began, sums, count = time.time(), [0.0, 0.0], 0
            if self.done % every == 0 or self.done == self.s.steps:
                self.save()
                if evaluate is not None:
                    evaluate(self)
                began = time.time()

    def averaged(self) -> Discriminator:
        """The discriminator with averaged weights."""
        model = Discriminator().to(self.device)
        model.load_state_dict(self.average.shadow)
        return model.eval()


@torch.no_grad()
def score(model: nn.Module, texts: list[str], batch: int = 64) -> list[tuple[list[int], list[tuple[int, int]], torch.Tensor]]:
    """For each text its ids, character offsets and fp32 logits, special tokens left out."""
    device = next(model.parameters()).device.type
    encoded = load_tokenizer().encode_batch(texts)
    order = sorted(range(len(texts)), key=lambda i: len(encoded[i].ids))
    results: list = [None] * len(texts)
    for k in range(0, len(order), batch):
        part = order[k : k + batch]
        logits = model(pad([encoded[i].ids for i in part], device=device)).float().cpu()
        for row, i in enumerate(part):
            n = len(encoded[i].ids)
            results[i] = (encoded[i].ids[1:-1], encoded[i].offsets[1:-1], logits[row, 1 : n - 1])
    return results
