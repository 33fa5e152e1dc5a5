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
