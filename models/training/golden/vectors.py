"""What `quantize_embeddings` of sentence-transformers makes of some vectors: `python -m golden.vectors --out FILE`."""

from __future__ import annotations

import argparse
import base64
import json
from pathlib import Path

import numpy as np
from sentence_transformers.util import quantize_embeddings

WIDTHS = (16, 20)  # the second fills no whole number of bytes with bits


def coded(rows: np.ndarray) -> list[str]:
    """The bytes of each row."""
    return [base64.b64encode(np.ascontiguousarray(row).tobytes()).decode() for row in rows]


def case(width: int) -> dict:
    """Vectors of length 1, and the last two not; a range for all numbers, and one for each."""
    generator = np.random.default_rng(width)
    vectors = generator.normal(0, 1, (6, width)).astype(np.float32)
    vectors[:4] /= np.linalg.norm(vectors[:4], axis=1, keepdims=True)
    vectors[0, :3] = (0, -0.0, 1)
    vectors[4, :4] = (65504, 65520, 1e-7, -6e-8)
    unit = np.array([[-1] * width, [1] * width], dtype=np.float32)
    own = np.stack([vectors[:4].min(axis=0), vectors[:4].max(axis=0)])
    own[:, 1] = 0.25  # a number that is always the same
    made = {"float32": coded(vectors), "float16": coded(vectors.astype("<f2"))}
    for precision in ("int8", "uint8"):
        made[precision] = coded(quantize_embeddings(vectors, precision=precision, ranges=unit))
        made[f"{precision} by dimension"] = coded(quantize_embeddings(vectors, precision=precision, ranges=own))
    for precision in ("binary", "ubinary"):
        made[precision] = coded(quantize_embeddings(vectors, precision=precision))
    return {"vectors": [[float(v) for v in row] for row in vectors], "ranges": own.tolist(), "bytes": made}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    out.write_text(json.dumps([case(width) for width in WIDTHS], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
