"""Two trainings, each with another half of the held-out queries beside the training queries, and the mean of their weights.

The mean has learnt from all queries. Each half is measured by the training that has not seen it, and so are the temperature and
the threshold chosen: every figure is of texts that the model that gave it was not trained on. Both begin with the same weights,
which is what lets their mean be a model (Wortsman et al., Model soups, ICML 2022).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from . import classifier, intents


def parts(labels: list[str]) -> tuple[list[int], list[int]]:
    """Places of the queries of each half: of each label every second."""
    by_label: dict[str, list[int]] = {}
    for i, label in enumerate(labels):
        by_label.setdefault(label, []).append(i)
    return tuple(sorted(i for places in by_label.values() for i in places[half::2]) for half in (0, 1))


def with_half(given: classifier.Labelled, half: int) -> classifier.Labelled:
    """`given` with a half of its held-out queries, in scope and out of scope, among those for training."""
    halves = parts(given.held_out[1])
    seen, unseen = halves[half], halves[1 - half]
    pick = lambda places: tuple([column[i] for i in places] for column in given.held_out)
    texts, labels = pick(seen)
    outliers = [given.outliers[0] + given.outside_held_out[half::2], *given.outliers[1:]]
    return classifier.Labelled(given.name, (given.train[0] + texts, given.train[1] + labels), pick(unseen), outliers,
                               given.outside_held_out[1 - half :: 2])


def train(given: classifier.Labelled, s: intents.Settings, work: Path,
          start: Path) -> tuple[intents.IntentModel, list[str], torch.Tensor, torch.Tensor]:
    """The mean, its labels, and what each training makes of the texts that it has not seen: logits in and out of scope.

    The second training has the next seed.
    """
    logits = torch.empty(len(given.held_out[0]), len(set(given.train[1])))
    outside = torch.empty(len(given.outside_held_out), logits.shape[1])
    models = []
    for half in (0, 1):
        own = with_half(given, half)
        model, names = classifier.train(own, replace(s, seed=s.seed + half), work / f"half-{half}", start)
        logits[list(parts(given.held_out[1])[1 - half])] = intents.predict(model, own.held_out[0])[0]
        outside[1 - half :: 2] = intents.predict(model, own.outside_held_out)[0]
        models.append(model)
    return mean(models), names, logits, outside


def mean(models: list[intents.IntentModel]) -> intents.IntentModel:
    """The first of the models, with the mean of all weights."""
    states = [model.state_dict() for model in models]
    models[0].load_state_dict({name: torch.stack([state[name] for state in states]).mean(0)
                               if value.dtype.is_floating_point else value for name, value in states[0].items()})
    return models[0]
