"""Runs the recipe of `recipe.clinc150` unchanged on Banking77.

    python -m recipe.banking77 --data DIR --out DIR [--all]

Ten queries of each intent are held out and measured; with --all nothing is held out and the final model is written.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from . import artefact, classifier, clinc150, data

HELD_OUT_PER_INTENT = 10


def load(directory: Path, everything: bool) -> classifier.Labelled:
    """Banking77's training queries; the outliers are those of CLINC150's recipe."""
    texts, labels = data.labelled(directory / "banking77-train.jsonl")
    order = list(range(len(texts)))
    random.Random(13).shuffle(order)
    kept: dict[str, int] = {}
    train, held_out = [], []
    for i in order:
        kept[labels[i]] = kept.get(labels[i], 0) + 1
        (held_out if kept[labels[i]] <= HELD_OUT_PER_INTENT and not everything else train).append(i)
    pick = lambda rows: ([texts[i] for i in rows], [labels[i] for i in rows])
    outliers = clinc150.load(directory).outliers
    return classifier.Labelled("banking77", pick(train), pick(held_out), outliers, [])


def main() -> None:
    """Command line."""
    everything = "--all" in sys.argv
    if everything:
        sys.argv.remove("--all")
    args = classifier.arguments(__doc__)
    given, s = load(args.data, everything), classifier.settings(args)
    model, names = classifier.train(given, s, args.work)
    args.out.mkdir(parents=True, exist_ok=True)
    report = {"data": "banking77", "date": args.date, **classifier.describe(s, given)}
    if not everything:
        index = {name: i for i, name in enumerate(names)}
        report["held_out"] = {"texts": len(given.held_out[0]), **classifier.quick(model, given, index)}
    else:
        section = {"pooling": "mean", "calibration": {"temperature": 1.0},
                   "out_of_scope": {"method": "energy", "slope": 1.0, "intercept": 0.0}}
        classifier.write(model, names, section, args)
    artefact.write_json(args.out / "metrics.json", report)
    print(report)


if __name__ == "__main__":
    main()
