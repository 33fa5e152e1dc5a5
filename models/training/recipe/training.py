"""What both recipes share: device, seeds, optimiser groups, learning-rate schedule, checkpoints."""

from __future__ import annotations

import contextlib
import os
import random
from pathlib import Path
from typing import Any, Iterable

import numpy as np
import torch
from torch import nn


def pick_device() -> str:
    """The GPU when there is one, else the CPU."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def seed_all(seed: int) -> None:
    """Seeds Python, NumPy and PyTorch."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def mixed_precision(device: str):
    """bfloat16 autocast: matrix products in bfloat16, weights, losses and normalisation in fp32."""
    if os.environ.get("RECIPE_FP32"):
        return contextlib.nullcontext()
    return torch.autocast(device, dtype=torch.bfloat16)


def parameter_groups(modules: Iterable[tuple[nn.Module, float]], decay: float, layer_decay: float = 1.0) -> list[dict]:
    """AdamW groups, one learning rate per module; biases and LayerNorm weights are not decayed.

    `layer_decay` < 1 lowers the rate of a trunk's layer by that factor per layer of depth below the top.
    """
    groups: dict[tuple[float, float], dict] = {}
    for module, rate in modules:
        depth = _depth(module)
        for name, parameter in module.named_parameters():
            if not parameter.requires_grad:
                continue
            plain = name.endswith("bias") or "LayerNorm" in name or parameter.ndim < 2
            scale = layer_decay ** _below_top(name, depth) if layer_decay < 1.0 else 1.0
            key = (rate * scale, 0.0 if plain else decay)
            group = groups.setdefault(key, {"params": [], "lr": key[0], "weight_decay": key[1]})
            group["params"].append(parameter)
    return list(groups.values())


def _depth(module: nn.Module) -> int:
    return len(module.encoder.layer) if hasattr(module, "encoder") else 0


def _below_top(name: str, depth: int) -> int:
    if name.startswith("encoder.layer."):
        return depth - 1 - int(name.split(".")[2])
    return depth if name.startswith("embeddings.") else 0


def warmup_then_linear(optimizer: torch.optim.Optimizer, steps: int, warmup: float = 0.1, floor: float = 0.0):
    """Linear warm-up over the share `warmup` of the steps, then linear decay to `floor` of the peak."""
    first = max(1, int(steps * warmup))

    def factor(step: int) -> float:
        if step < first:
            return (step + 1) / first
        return floor + (1.0 - floor) * max(0.0, (steps - step) / max(1, steps - first))

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


def warmup_stable_decay(optimizer: torch.optim.Optimizer, steps: int, warmup: int, decay: float = 0.3):
    """Linear warm-up, a constant rate, and linear decay to zero over the last share `decay` of the steps.

    Until the decay begins nothing depends on `steps`, so a checkpoint from there can be taken to another length.
    """
    last = steps * (1.0 - decay)

    def factor(step: int) -> float:
        if step < warmup:
            return (step + 1) / warmup
        return 1.0 if step < last else max(0.0, (steps - step) / (steps - last))

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


class Average:
    """Exponential moving average of a module's parameters (Polyak averaging); frozen ones stay what they are."""

    def __init__(self, module: nn.Module, keep: float) -> None:
        self.keep = keep
        self.frozen = {k for k, p in module.named_parameters() if not p.requires_grad}
        self.shadow = {k: v.detach().clone() for k, v in module.state_dict().items()}

    @torch.no_grad()
    def update(self, module: nn.Module) -> None:
        """Moves the average towards the module's present weights."""
        for key, value in module.state_dict().items():
            if key in self.frozen:
                continue
            if value.dtype.is_floating_point:
                self.shadow[key].lerp_(value, 1.0 - self.keep)
            else:
                self.shadow[key].copy_(value)


def save_checkpoint(path: Path, **state: Any) -> None:
    """Writes the state beside `path` first and then renames it, so a killed run leaves a whole file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    state["rng"] = (random.getstate(), np.random.get_state(), torch.get_rng_state())
    torch.save(state, part)
    part.replace(path)


def load_checkpoint(path: Path, device: str) -> dict | None:
    """The state that `save_checkpoint` wrote, with the random generators set back, or None."""
    if not path.exists():
        return None
    state = torch.load(path, map_location=device, weights_only=False)
    python, numpy, torch_state = state.pop("rng")
    random.setstate(python)
    np.random.set_state(numpy)
    torch.set_rng_state(torch_state.cpu())
    return state
