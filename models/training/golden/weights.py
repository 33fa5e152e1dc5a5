"""Random weights, wide enough that attention, positions and token types all show in the results."""

from __future__ import annotations

import torch


def spread(model: torch.nn.Module, seed: int, deviation: float = 0.2) -> torch.nn.Module:
    """Seeded normal weights; norms near 1. In place, in fp32, for inference."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            noise = torch.randn(parameter.shape, generator=generator)
            norm = "norm" in name.lower() and name.endswith("weight")
            wide = min(deviation, 0.2) if name.endswith("bias") else deviation
            parameter.copy_(1.0 + 0.1 * noise if norm else wide * noise)
    return model.float().eval()
