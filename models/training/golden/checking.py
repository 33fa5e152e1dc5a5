"""ONNX Runtime on a golden's graph, one text alone: the graph must give what PyTorch gave."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime

TYPES = {"tensor(int64)": np.int64, "tensor(int32)": np.int32, "tensor(float)": np.float32}


class Graph:
    """A graph to run."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def run(self, features: dict) -> list[np.ndarray]:
        """All outputs for features of one text, `[1, seq]` each."""
        given = {}
        for entry in self.session.get_inputs():
            if entry.name in features:
                value = np.asarray(features[entry.name])
            elif entry.name == "position_ids":
                value = np.arange(np.asarray(features["input_ids"]).shape[1])[None, :]
            else:
                value = np.zeros_like(np.asarray(features["input_ids"]))
            given[entry.name] = value.astype(TYPES[entry.type])
        return self.session.run(None, given)


def must_equal(name: str, path: Path, cases, tolerance: float = 1e-4) -> None:
    """Stops when a graph's first output differs from the reference for any of `cases` (features, expected)."""
    graph = Graph(path)
    for features, expected in cases:
        found = graph.run(features)[0]
        wanted = np.asarray(expected)
        if found.shape != wanted.shape or not np.allclose(found, wanted, atol=tolerance, rtol=1e-4):
            raise SystemExit(f"{name}: the graph gives {found.shape}, off by "
                             f"{np.abs(found - wanted).max() if found.shape == wanted.shape else wanted.shape}")
