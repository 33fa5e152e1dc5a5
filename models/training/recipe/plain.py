"""Graphs that were fused for ONNX Runtime, in ONNX's own operators again.

`Attention`, `SkipLayerNormalization`, `BiasGelu` and `Gelu` of the domain `com.microsoft`, which ONNX Runtime's optimiser and
the recipes of the bundled models write. OpenVINO joins the single operators by itself.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

DOMAIN = "com.microsoft"
OWN = {"", "ai.onnx"}
FILTER = -10_000.0  # what ONNX Runtime adds to the scores of padding


class Writer:
    """The nodes that one fused node becomes; `make` returns the name of what a node computes."""

    def __init__(self, graph: onnx.GraphProto, node: onnx.NodeProto) -> None:
        self.graph = graph
        self.name = node.output[0]
        self.nodes: list[onnx.NodeProto] = []

    def constant(self, value: np.ndarray) -> str:
        """A new initialiser."""
        name = f"{self.name}_constant_{len(self.graph.initializer)}"
        self.graph.initializer.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def number(self, value: float) -> str:
        """A scalar."""
        return self.constant(np.float32(value))

    def make(self, op: str, *inputs: str, outputs: int = 1, **attributes) -> str:
        """Appends a node; the name of its first output."""
        at = len(self.nodes)
        names = [f"{self.name}_{op.lower()}_{at}" + (f"_{i}" if i else "") for i in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), names, name=names[0], **attributes))
        return names[0]

    def finish(self) -> list[onnx.NodeProto]:
        """The nodes; the last one computes what the fused node did."""
        self.nodes[-1].output[0] = self.name
        return self.nodes


def given(node: onnx.NodeProto, supported: set[str]) -> dict:
    """Its attributes; those that would change what is computed are refused."""
    attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    other = {name for name, value in attributes.items() if name not in supported and value not in (0, 0.0)}
    if other:
        raise SystemExit(f"{node.op_type} {node.name}: expected only {', '.join(sorted(supported))}, found {', '.join(sorted(other))}; "
                         "quantise the file as it was exported")
    return attributes


def inputs(node: onnx.NodeProto, count: int) -> list[str]:
    """So many inputs, empty ones for those that are missing."""
    if any(node.input[count:]) or any(node.output[1:]):
        raise SystemExit(f"{node.op_type} {node.name}: expected at most {count} inputs and one output; quantise the file as it was exported")
    return [*node.input[:count], *[""] * (count - len(node.input))]


def normalised(w: Writer, value: str, scale: str, shift: str, epsilon: float) -> None:
    """A layer normalisation over the last dimension."""
    away = w.make("Sub", value, w.make("ReduceMean", value, axes=[-1], keepdims=1))
    spread = w.make("ReduceMean", w.make("Mul", away, away), axes=[-1], keepdims=1)
    result = w.make("Div", away, w.make("Sqrt", w.make("Add", spread, w.number(epsilon))))
    result = w.make("Mul", result, scale)
    if shift:
        w.make("Add", result, shift)


def layer_normalisation(w: Writer, node: onnx.NodeProto) -> None:
    """Known to ONNX since opset 17; older files have it nevertheless."""
    value, scale, shift = inputs(node, 3)
    attributes = given(node, {"epsilon", "axis", "stash_type"})
    if attributes.get("axis", -1) != -1:
        raise SystemExit(f"{node.op_type} {node.name}: expected axis -1, found {attributes['axis']}; quantise the file as it was exported")
    normalised(w, value, scale, shift, attributes.get("epsilon", 1e-5))


def skip_layer_normalisation(w: Writer, node: onnx.NodeProto) -> None:
    """A sum of two values, and a bias, normalised."""
    value, skip, scale, shift, bias = inputs(node, 5)
    if bias:
        value = w.make("Add", value, bias)
    normalised(w, w.make("Add", value, skip), scale, shift, given(node, {"epsilon"}).get("epsilon", 1e-12))


def gelu(w: Writer, node: onnx.NodeProto) -> None:
    """With a bias before it, or without."""
    given(node, set())
    value, bias = inputs(node, 2)
    if bias:
        value = w.make("Add", value, bias)
    erf = w.make("Erf", w.make("Div", value, w.number(np.sqrt(2))))
    w.make("Mul", w.make("Mul", value, w.make("Add", erf, w.number(1))), w.number(0.5))


def attention(w: Writer, node: onnx.NodeProto) -> None:
    """Attention of all heads, with a mask `[batch, tokens]` or without."""
    attributes = given(node, {"num_heads", "mask_filter_value"})
    value, weights, bias, mask = inputs(node, 4)
    heads = attributes["num_heads"]
    hidden = next(i for i in w.graph.initializer if i.name == bias).dims[0] // 3
    joined = w.make("Add", w.make("MatMul", value, weights), bias)
    first = w.make("Split", joined, outputs=3, axis=-1)
    split = w.constant(np.array([0, 0, heads, hidden // heads]))
    query, key, values = (w.make("Transpose", w.make("Reshape", part, split), perm=perm) for part, perm in
                          ((first, [0, 2, 1, 3]), (f"{first}_1", [0, 2, 3, 1]), (f"{first}_2", [0, 2, 1, 3])))
    scores = w.make("Mul", w.make("MatMul", query, key), w.number((hidden // heads) ** -0.5))
    if mask:
        padding = w.make("Sub", w.number(1), w.make("Cast", mask, to=TensorProto.FLOAT))
        padding = w.make("Mul", padding, w.number(attributes.get("mask_filter_value", FILTER)))
        shape = w.constant(np.array([0, 1, 1, -1]))
        scores = w.make("Add", scores, w.make("Reshape", padding, shape))
    mixed = w.make("MatMul", w.make("Softmax", scores, axis=-1), values)
    w.make("Reshape", w.make("Transpose", mixed, perm=[0, 2, 1, 3]), w.constant(np.array([0, 0, hidden])))


PARTS: dict[str, Callable[[Writer, onnx.NodeProto], None]] = {
    "Attention": attention, "SkipLayerNormalization": skip_layer_normalisation, "BiasGelu": gelu, "Gelu": gelu}


def plain(model: onnx.ModelProto, name: str) -> onnx.ModelProto:
    """The model in ONNX's own operators; `name` is what a refusal calls it."""
    foreign = {node.op_type for node in model.graph.node if node.domain not in OWN}
    if foreign - PARTS.keys():
        raise SystemExit(f"{name}: expected ONNX's own operators, found {', '.join(sorted(foreign - PARTS.keys()))}; "
                         "quantise the file as it was exported")
    opset = next(o.version for o in model.opset_import if o.domain in OWN)
    if not foreign:
        return model
    if opset > 17:
        raise SystemExit(f"{name}: expected opset 17 or older in a fused file, found {opset}; quantise the file as it was exported")
    nodes = []
    for node in model.graph.node:
        part = PARTS[node.op_type] if node.domain not in OWN else layer_normalisation if node.op_type == "LayerNormalization" else None
        writer = Writer(model.graph, node)
        if part:
            part(writer, node)
        nodes.extend(writer.finish() if part else [node])
    made = onnx.ModelProto()
    made.CopyFrom(model)
    del made.graph.node[:], made.opset_import[:]
    made.graph.node.extend(nodes)
    made.opset_import.append(helper.make_opsetid("", opset))
    return made
