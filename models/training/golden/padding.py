"""Measures which goldens' results change when a text is padded, and holds `padding_changes_results` against it.

    python -m golden.padding --out DIR
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np

from . import checking
from .sharing import lay_out

MORE = 5
TEXTS = 6


def padded(features: dict, pad: int, left: bool) -> dict:
    """Five tokens of padding at one side; positions go on where they were."""
    width = ((0, 0), (MORE, 0) if left else (0, MORE))
    out = {"input_ids": np.pad(features["input_ids"], width, constant_values=pad),
           "attention_mask": np.pad(features["attention_mask"], width),
           "token_type_ids": np.pad(features["token_type_ids"], width)}
    return out


def change(path: Path, about: dict, lines: list[dict]) -> float | None:
    """The largest change of any output for a real token; nothing where the graph takes one shape only or other inputs."""
    graph = checking.Graph(path)
    inputs = graph.session.get_inputs()
    fixed = any(isinstance(size, int) for entry in inputs for size in entry.shape)
    if fixed or any(len(entry.shape) != 2 or entry.name == "position_ids" for entry in inputs):
        return None
    left = about.get("padding") == "left"
    config = json.loads(next(path.parent.parent.rglob("config.json")).read_text()) if not (
        path.parent / "config.json").exists() else json.loads((path.parent / "config.json").read_text())
    pad = config.get("pad_token_id") or 0
    largest = 0.0
    for line in [entry for entry in lines if 2 < len(entry.get("ids", [])) < 40][:TEXTS]:
        ids = np.array([line["ids"]])
        features = {"input_ids": ids, "attention_mask": np.ones_like(ids),
                    "token_type_ids": np.array([line.get("type_ids", [0] * ids.shape[1])])}
        for alone, more in zip(graph.run(features), graph.run(padded(features, pad, left))):
            if alone.shape[0] == 1 and alone.ndim >= 2 and alone.shape[1] == ids.shape[1] and more.shape[1] == ids.shape[1] + MORE:
                more = more[:, MORE:] if left else more[:, :-MORE]
            if alone.shape == more.shape:
                largest = max(largest, float(np.abs(alone - more).max()))
    return largest


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    root, wrong = parser.parse_args().out, []
    for about_file in sorted(root.glob("*/golden.json")):
        about = json.loads(about_file.read_text(encoding="utf-8"))
        text = about_file.parent / "golden.jsonl"
        if not text.exists() or "tolerance" in about or about["task"] == "zero-shot":
            continue
        lines = [json.loads(line) for line in text.read_text(encoding="utf-8").split("\n") if line]
        with tempfile.TemporaryDirectory() as scratch:
            model = lay_out(about_file.parent, Path(scratch) / "model")
            found = change(next(p for p in sorted(model.rglob("*.onnx")) if "_O" not in p.name), about, lines)
        if found is None:
            continue
        if found > 1e-4 or about.get("padding_changes_results"):
            print(f"{about['name']}: padding changes results by {found:.2g}", flush=True)
        if (found > 1e-4) != bool(about.get("padding_changes_results")):
            wrong.append(about["name"])
    if wrong:
        raise SystemExit(f"padding_changes_results is wrong: {', '.join(wrong)}")


if __name__ == "__main__":
    main()
