"""Figures of what `textmill infer` wrote for texts whose answers are known: one device or precision held against another.

    ./textmill infer -m clinc150-intents -i queries.jsonl -o cpu.jsonl
    ./textmill infer -m clinc150-intents -i queries.jsonl -o bf16.jsonl --device openvino --precision bf16
    python -m recipe.held_out labels --truth queries.jsonl cpu.jsonl bf16.jsonl

    python -m recipe.held_out make --texts texts.txt --count 500 --out replaced.jsonl
    ./textmill infer -m rtd-small -i replaced.jsonl -o cpu.jsonl            (and so on)
    python -m recipe.held_out replaced --truth replaced.jsonl cpu.jsonl bf16.jsonl

A line of `queries.jsonl` is `{"text", "label"}`; lines with the label `oos` count for what is out of scope. Needs numpy only.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from .losses import auroc, replaced

OUTSIDE = "oos"


def rows(path: Path) -> list[dict]:
    """Of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def make(args: argparse.Namespace) -> None:
    """Texts with replaced words, and where those are."""
    texts = [line for line in args.texts.read_text(encoding="utf-8").splitlines() if line.strip()][:args.count]
    with args.out.open("w", encoding="utf-8") as out:
        for text, spans in replaced(texts):
            out.write(json.dumps({"text": text, "spans": spans}) + "\n")


def right(truth: list[dict], results: list[dict]) -> str:
    """Share of right labels, and how well what is out of scope is told from the rest."""
    inside = [(t["label"], r["label"]) for t, r in zip(truth, results, strict=True) if t["label"] != OUTSIDE]
    words = f"{100 * np.mean([a == b for a, b in inside]):.3f} % of {len(inside)} labels right"
    outside = np.array([t["label"] == OUTSIDE for t in truth])
    if outside.any():
        words += f", AUROC out of scope {auroc(np.array([r['outOfScope'] for r in results]), outside):.5f}"
    return words


def area(truth: list[dict], results: list[dict]) -> str:
    """How well replaced tokens are ranked above others."""
    scores, positive = [], []
    for wanted, found in zip(truth, results, strict=True):
        for token in found["tokens"]:
            scores.append(token["score"])
            positive.append(any(token["start"] < end and start < token["end"] for start, end in wanted["spans"]))
    return f"AUROC {auroc(np.array(scores), np.array(positive)):.5f} over {len(scores)} tokens, {sum(positive)} replaced"


def main() -> None:
    """The command line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = arguments.add_subparsers(required=True)
    making = commands.add_parser("make")
    making.add_argument("--texts", type=Path, required=True)
    making.add_argument("--out", type=Path, required=True)
    making.add_argument("--count", type=int, default=500)
    making.set_defaults(run=make)
    for name, figures in (("labels", right), ("replaced", area)):
        command = commands.add_parser(name)
        command.add_argument("--truth", type=Path, required=True)
        command.add_argument("results", type=Path, nargs="+")
        command.set_defaults(figures=figures)
    args = arguments.parse_args()
    if "run" in args:
        args.run(args)
        return
    truth = rows(args.truth)
    for path in args.results:
        print(f"{path}: {args.figures(truth, rows(path))}")


if __name__ == "__main__":
    main()
