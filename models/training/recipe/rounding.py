"""How matrix products are rounded to int8 with fixed steps: chosen on the tokens of texts of calibration.

Two things keep the error small. Channels that are much larger than others are divided by a factor that their weights
are multiplied with (SmoothQuant, https://arxiv.org/abs/2211.10438), as strongly as is best for the stage. And what enters is cut
off where that is better than larger steps. The bias gets the mean of what is lost.

Tried and left: weights that make good what rounding loses (least squares, or GPTQ, https://arxiv.org/abs/2210.17323), and stages
that are rounded for what reaches them from those before: on the tokens of calibration they lose less, on other texts the worst
lost more (performance.md has the figures).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .products import Rounding

ALPHAS = (0.0, 0.25, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
CUTS = (0.95, 0.9, 0.8, 0.7, 0.6, 0.5)
SEARCHED = 2048  # tokens that a choice is made on


@dataclass
class Entering:
    """What enters a stage: some tokens, and the range of every channel over all tokens."""

    tokens: np.ndarray  # [tokens, in]
    low: np.ndarray  # [in]
    high: np.ndarray  # [in]


@dataclass
class Steps:
    """Codes 0 to 255 for a range that has 0 in it."""

    step: float
    zero: int

    @staticmethod
    def over(low: float, high: float) -> Steps:
        """For this range."""
        low, high = min(low, 0.0), max(high, 1e-6)
        step = (high - low) / 255
        return Steps(step, int(np.clip(np.rint(-low / step), 0, 255)))

    def apply(self, values: np.ndarray) -> np.ndarray:
        """The values as they come back."""
        codes = np.rint(values * np.float32(1 / self.step))
        np.clip(codes, -self.zero, 255 - self.zero, out=codes)
        codes *= np.float32(self.step)
        return codes


def nearest(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights rounded to the nearest codes, and the step of every output."""
    steps = np.maximum(np.abs(weights).max(0), 1e-12) / 127
    return np.clip(np.rint(weights / steps), -127, 127), steps


def cost(wanted: np.ndarray, found: np.ndarray) -> float:
    """The error, in which tokens that lose much count more."""
    error = np.square(wanted - found).sum(1, dtype=np.float64)
    return float(np.sqrt(np.mean(np.square(error))))


def smoothing(alpha: float | None, entering: Entering, weights: np.ndarray) -> np.ndarray:
    """Factors by channel: 1, or larger the larger a channel is and the smaller its weights are."""
    if alpha is None:
        return np.ones(len(weights), np.float32)
    largest = np.maximum(np.maximum(np.abs(entering.low), np.abs(entering.high)), 1e-5)
    factors = largest**alpha / np.maximum(np.abs(weights).max(1), 1e-5) ** (1 - alpha)
    factors /= np.exp(np.log(factors).mean())
    return np.clip(factors, 1e-2, 1e2).astype(np.float32)


def rounded(entering: Entering, weights: np.ndarray, chosen: tuple[float | None, float], tokens: np.ndarray) -> tuple[Rounding, np.ndarray]:
    """A stage with this smoothing and this part of the range, and what it makes of some tokens."""
    alpha, cut = chosen
    factors = smoothing(alpha, entering, weights)
    steps = Steps.over(cut * (entering.low / factors).min(), cut * (entering.high / factors).max())
    codes, widths = nearest(weights * factors[:, None])
    found = steps.apply(tokens / factors) @ (codes * widths).astype(np.float32)
    return Rounding(factors, steps.step, steps.zero, codes.astype(np.int8), widths, np.zeros_like(widths)), found


def choose(entering: Entering, weights: np.ndarray) -> Rounding:
    """The rounding of a stage with these weights, `[in, out]`."""
    some = entering.tokens[:SEARCHED]
    wanted = some @ weights

    def tried(alpha: float | None, cut: float) -> float:
        return cost(wanted, rounded(entering, weights, (alpha, cut), some)[1])

    costs = {(alpha, 1.0): tried(alpha, 1.0) for alpha in (None, *ALPHAS)}
    alpha = min(costs, key=costs.get)[0]
    for cut in CUTS:
        costs[alpha, cut] = tried(alpha, cut)
        if costs[alpha, cut] > 1.5 * min(costs.values()):
            break
    rounding, found = rounded(entering, weights, min(costs, key=costs.get), entering.tokens)
    rounding.shift = (entering.tokens @ weights - found).mean(0)
    return rounding
