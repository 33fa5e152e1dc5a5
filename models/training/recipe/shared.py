"""The lower layers of all-MiniLM-L6-v2 as the shipped model has them: the same operators, and the weights in its own file.

A model that is trained above them, with these layers frozen, computes them of the same weights as `all-minilm-l6-v2`:
Textmill finds that by comparing the files, and computes them once for all models of an engine that have them.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import onnx
from onnx import numpy_helper

WEIGHTS = "all-minilm-l6-v2.onnx"
MASK = "attention_mask_int32"


@dataclass(frozen=True)
class Lower:
    """Operators and tensors up to the end of a layer, and the names of what comes out."""

    layers: int
    nodes: list
    tensors: list
    opsets: list
    hidden: str
    mask: str

    @property
    def opset(self) -> int:
        """Version of ONNX's operators."""
        return next(o.version for o in self.opsets if o.domain in ("", "ai.onnx"))


def lower(model: Path, layers: int) -> Lower:
    """The first layers of the shipped graph `model`, whose large tensors stay references to `WEIGHTS`."""
    whole = onnx.load(str(model), load_external_data=False)
    hidden = f"/encoder/layer.{layers - 1}/output/LayerNorm/Add_1_output_0"
    producer = {name: node for node in whole.graph.node for name in node.output}
    used, needed = {hidden, MASK}, [hidden, MASK]
    while needed:
        node = producer.get(needed.pop())
        fresh = [] if node is None else [name for name in node.input if name not in used]
        used.update(fresh)
        needed += fresh
    nodes = [node for node in whole.graph.node if used & set(node.output)]
    tensors = [tensor for tensor in whole.graph.initializer if tensor.name in used]
    return Lower(layers, nodes, tensors, list(whole.opset_import), hidden, MASK)


def put_weights(weights: Path, directory: Path) -> None:
    """The file that the tensors refer to, beside a model."""
    directory.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(weights, directory / WEIGHTS)


def check(trunk, weights: Path) -> None:
    """Fails unless PyTorch's trunk has the weights of the file, bit by bit, where both name them alike."""
    stored = {t.name: t for t in onnx.load(str(weights)).graph.initializer}
    compared = 0
    for name, value in trunk.state_dict().items():
        if name in stored and value.dtype.is_floating_point:
            if not (numpy_helper.to_array(stored[name]) == value.numpy()).all():
                raise SystemExit(f"{name} of {weights} is not that of the PyTorch weights")
            compared += 1
    if compared < 20:
        raise SystemExit(f"expected the weights of all-MiniLM-L6-v2 in {weights}, found {compared} of them")
