"""Out-of-scope scores from logits or pooled features: higher means further from every intent."""

from __future__ import annotations

import numpy as np
import torch
from sklearn.metrics import roc_auc_score


def max_softmax(logits: torch.Tensor) -> torch.Tensor:
    """1 - the largest softmax probability (Hendrycks and Gimpel 2017)."""
    return 1.0 - torch.softmax(logits, -1).max(-1).values


def energy(logits: torch.Tensor) -> torch.Tensor:
    """Free energy, minus the log sum of exponentials of the logits (Liu et al. 2020)."""
    return -torch.logsumexp(logits, -1)


def max_logit(logits: torch.Tensor) -> torch.Tensor:
    """Minus the largest logit."""
    return -logits.max(-1).values


class Mahalanobis:
    """Smallest Mahalanobis distance to a class mean under one shared covariance (Lee et al. 2018)."""

    def __init__(self, features: torch.Tensor, labels: list[int], shrink: float = 0.05) -> None:
        target = torch.tensor(labels)
        count = int(target.max()) + 1
        x = features.double()
        self.means = torch.stack([x[target == c].mean(0) for c in range(count)])
        centred = x - self.means[target]
        covariance = centred.T @ centred / len(x)
        ridge = shrink * covariance.diagonal().mean() * torch.eye(covariance.shape[0], dtype=torch.float64)
        values, vectors = torch.linalg.eigh(covariance + ridge)
        self.whiten = vectors @ torch.diag(values.rsqrt())
        self.white_means = self.means @ self.whiten

    def __call__(self, features: torch.Tensor) -> torch.Tensor:
        white = features.double() @ self.whiten
        return torch.cdist(white, self.white_means).min(-1).values.float()


def auroc(inside: torch.Tensor, outside: torch.Tensor) -> float:
    """Area under the ROC curve of a score that should be higher outside."""
    truth = np.r_[np.zeros(len(inside)), np.ones(len(outside))]
    return float(roc_auc_score(truth, np.r_[inside.numpy(), outside.numpy()]))


METHODS = {"max-softmax": max_softmax, "energy": energy, "max-logit": max_logit}


def platt(inside: torch.Tensor, outside: torch.Tensor, prior: float) -> tuple[float, float]:
    """Slope and intercept of a logistic line through the score, with out-of-scope texts weighing `prior` in all."""
    from sklearn.linear_model import LogisticRegression

    x = np.r_[inside.numpy(), outside.numpy()].astype(np.float64)[:, None]
    y = np.r_[np.zeros(len(inside)), np.ones(len(outside))]
    weight = np.where(y == 1, prior / len(outside), (1 - prior) / len(inside)) * len(y)
    centre, width = x.mean(), x.std()
    fit = LogisticRegression(C=100.0).fit((x - centre) / width, y, sample_weight=weight)
    slope = float(fit.coef_[0, 0] / width)
    return slope, float(fit.intercept_[0] - slope * centre)


def temperature(logits: torch.Tensor, labels: torch.Tensor) -> float:
    """The softmax temperature of least negative log likelihood (Guo et al. 2017)."""
    grid = torch.exp(torch.linspace(-2.0, 2.0, 401))
    losses = torch.stack([torch.nn.functional.cross_entropy(logits / t, labels) for t in grid])
    return float(grid[losses.argmin()])


def calibration_error(probabilities: torch.Tensor, right: torch.Tensor, bins: int = 15) -> float:
    """Expected calibration error of the largest probability."""
    total, edges = 0.0, torch.linspace(0, 1, bins + 1)
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (probabilities > low) & (probabilities <= high)
        if inside.any():
            total += float(inside.float().mean() * (probabilities[inside].mean() - right[inside].float().mean()).abs())
    return total
