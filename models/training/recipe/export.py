"""Writes a model as ONNX with int8 weights."""
from __future__ import annotations

import hashlib
from pathlib import Path


def write_sha256(path: Path) -> str:
    """Writes `<file>.sha256` in the format of sha256sum and returns the digest."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(path.name + ".sha256").write_text(f"{digest}  {path.name}\n")
    return digest
