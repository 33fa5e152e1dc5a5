"""Writes a trained model as an ONNX file with int8 weights that compute in fp32.

Each weight matrix is stored as int8 with one fp32 scale per output channel (per 128 inputs of it, in the classifier). `Cast` and `Mul` nodes turn it back: both
inputs are constants, so ONNX Runtime folds them when it loads the file and every product is an fp32 product. A text's
result cannot depend on its batch-mates, as it would with activations quantised over a batch. The embedding tables
(one scale per row) stay int8 in memory: only the rows that a batch looks up are turned back.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from .shared import Lower

OPSET = 17
FUSED_DOMAIN = "com.microsoft"
INTENT_GROUP = 128  # with one scale a column the rank correlation of out_of_scope to fp32 was 0.9989, below the bar


def write_sha256(path: Path) -> str:
    """Writes `<file>.sha256` in the format of sha256sum and returns the digest."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(path.name + ".sha256").write_text(f"{digest}  {path.name}\n")
    return digest


def quantise(weight: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """int8 values and fp32 scales, one scale along `axis`; each scale is the one of least squared error."""
    others = tuple(i for i in range(weight.ndim) if i != axis)
    largest = np.abs(weight).max(axis=others, keepdims=True).astype(np.float64)
    largest[largest == 0] = 1e-8
    best, error = largest / 127.0, np.full(largest.shape, np.inf)
    for clip in np.linspace(0.80, 1.0, 11):
        scale = largest * clip / 127.0
        loss = ((np.clip(np.round(weight / scale), -127, 127) * scale - weight) ** 2).sum(axis=others, keepdims=True)
        best, error = np.where(loss < error, scale, best), np.minimum(loss, error)
    best = best.astype(np.float32)
    return np.clip(np.round(weight / best), -127, 127).astype(np.int8), best


class Graph:
    """Collects nodes and initializers; every method returns the name of its output.

    `group`: how many input channels share a scale in a weight matrix; all of them when None. `lower`: layers of another
    model that come first, as they are there.
    """

    def __init__(self, group: int | None = None, lower: Lower | None = None) -> None:
        self.group = group
        self.lower = lower
        self.opset = lower.opset if lower else OPSET
        self.nodes: list = []
        self.initializers: dict[str, np.ndarray] = {}

    def add(self, op: str, *inputs: str, domain: str = "", **attributes) -> str:
        """Appends a node with one output."""
        out = f"{op.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [out], name=out, domain=domain, **attributes))
        return out

    def with_axis(self, op: str, value: str, axis: int, **attributes) -> str:
        """An operator whose axis has been an input since opset 13."""
        if self.opset < 13:
            return self.add(op, value, axes=[axis], **attributes)
        return self.add(op, value, self.constant({-1: "last", 1: "tokens"}[axis], [axis]), **attributes)

    def constant(self, name: str, value) -> str:
        """An initializer as it is."""
        self.initializers[name] = np.asarray(value)
        return name

    def weight(self, name: str, value: np.ndarray, storage: str) -> str:
        """A matrix `[in, out]`, stored as int8 per output channel or, for comparison, as fp32."""
        if storage == "fp32":
            return self.constant(name, value.astype(np.float32))
        if self.group is None:
            values, scales = quantise(value, axis=1)
            return self._expanded(name, values, scales)
        blocks = [quantise(block, axis=1) for block in np.split(value, len(value) // self.group)]
        values, scales = (np.stack([block[i] for block in blocks]) for i in (0, 1))
        shape = self.constant(f"shape{value.shape[0]}x{value.shape[1]}", np.array(value.shape))
        return self.add("Reshape", self._expanded(name, values, scales), shape)

    def _expanded(self, name: str, values: np.ndarray, scales: np.ndarray) -> str:
        cast = self.add("Cast", self.constant(name + ".int8", values), to=TensorProto.FLOAT)
        return self.add("Mul", cast, self.constant(name + ".scale", scales))

    def table(self, name: str, value: np.ndarray, indices: str, storage: str) -> str:
        """Rows of an embedding table at the indices, as fp32."""
        if storage == "fp32":
            return self.add("Gather", self.constant(name, value.astype(np.float32)), indices)
        values, scales = quantise(value, axis=0)
        rows = self.add("Gather", self.constant(name + ".int8", values), indices)
        scale = self.add("Gather", self.constant(name + ".scale", scales), indices)
        return self.add("Mul", self.add("Cast", rows, to=TensorProto.FLOAT), scale)

    def first_rows(self, name: str, value: np.ndarray, count: str, storage: str) -> str:
        """The first `count` (`[1]`) rows of an embedding table, as fp32."""
        start, axis = self.constant("start", [0]), self.constant("rows", [0])
        if storage == "fp32":
            return self.add("Slice", self.constant(name, value.astype(np.float32)), start, count, axis)
        values, scales = quantise(value, axis=0)
        rows = self.add("Slice", self.constant(name + ".int8", values), start, count, axis)
        scale = self.add("Slice", self.constant(name + ".scale", scales), start, count, axis)
        return self.add("Mul", self.add("Cast", rows, to=TensorProto.FLOAT), scale)


def encoder(graph: Graph, weights: dict[str, np.ndarray], prefix: str, layers: int, heads: int, storage: str) -> str:
    """The BERT encoder over input_ids, attention_mask, token_type_ids; its last hidden states `[batch, seq, hidden]`."""
    g, w = graph, lambda name: weights[prefix + name].astype(np.float32)
    if g.lower:
        hidden = g.lower.hidden
        for i in range(g.lower.layers, layers):
            hidden = layer(g, weights, f"{prefix}encoder.layer.{i}.", hidden, g.lower.mask, heads, storage)
        return hidden
    embed = "embeddings."
    words = g.table(prefix + embed + "word_embeddings.weight", w(embed + "word_embeddings.weight"), "input_ids", storage)
    types = g.table(prefix + embed + "token_type_embeddings.weight", w(embed + "token_type_embeddings.weight"),
                    "token_type_ids", storage)
    places = g.first_rows(prefix + embed + "position_embeddings.weight", w(embed + "position_embeddings.weight"),
                          g.add("Gather", g.add("Shape", "input_ids"), g.constant("second", [1])), storage)
    total = g.add("Add", g.add("Add", words, types), places)
    hidden = g.add("LayerNormalization", total,
                   g.constant(prefix + embed + "LayerNorm.weight", w(embed + "LayerNorm.weight")),
                   g.constant(prefix + embed + "LayerNorm.bias", w(embed + "LayerNorm.bias")), axis=-1, epsilon=1e-12)
    mask = g.add("Cast", "attention_mask", to=TensorProto.INT32)
    for i in range(layers):
        hidden = layer(g, weights, f"{prefix}encoder.layer.{i}.", hidden, mask, heads, storage)
    return hidden


def layer(g: Graph, weights: dict[str, np.ndarray], prefix: str, hidden: str, mask: str, heads: int,
          storage: str) -> str:
    """One encoder layer in ONNX Runtime's fused operators."""
    w = lambda name: weights[prefix + name].astype(np.float32)
    c = lambda name: g.constant(prefix + name, w(name))
    joined = np.concatenate([w(f"attention.self.{n}.weight").T for n in ("query", "key", "value")], axis=1)
    bias = np.concatenate([w(f"attention.self.{n}.bias") for n in ("query", "key", "value")])
    context = g.add("Attention", hidden, g.weight(prefix + "attention.self.qkv.weight", joined, storage),
                    g.constant(prefix + "attention.self.qkv.bias", bias), mask, domain=FUSED_DOMAIN, num_heads=heads)
    out = g.add("MatMul", context, g.weight(prefix + "attention.output.dense.weight",
                                            w("attention.output.dense.weight").T, storage))
    norm = "attention.output.LayerNorm."
    middle = g.add("SkipLayerNormalization", out, hidden, c(norm + "weight"), c(norm + "bias"),
                   c("attention.output.dense.bias"), domain=FUSED_DOMAIN, epsilon=1e-12)
    wide = g.add("MatMul", middle, g.weight(prefix + "intermediate.dense.weight", w("intermediate.dense.weight").T,
                                            storage))
    active = g.add("BiasGelu", wide, c("intermediate.dense.bias"), domain=FUSED_DOMAIN)
    out = g.add("MatMul", active, g.weight(prefix + "output.dense.weight", w("output.dense.weight").T, storage))
    return g.add("SkipLayerNormalization", out, middle, c("output.LayerNorm.weight"), c("output.LayerNorm.bias"),
                 c("output.dense.bias"), domain=FUSED_DOMAIN, epsilon=1e-12)


def masked_mean(g: Graph, hidden: str) -> str:
    """Mean of the hidden states over the tokens that are not padding, `[batch, hidden]`."""
    mask = g.with_axis("Unsqueeze", g.add("Cast", "attention_mask", to=TensorProto.FLOAT), -1)
    total = g.with_axis("ReduceSum", g.add("Mul", hidden, mask), 1, keepdims=0)
    return g.add("Div", total, g.with_axis("ReduceSum", mask, 1, keepdims=0))


def intent_graph(weights: dict[str, np.ndarray], layers: int, heads: int, scope: dict, storage: str,
                 lower: Lower | None = None) -> Graph:
    """logits `[batch, labels]` and out_of_scope `[batch]`, the sigmoid of a line through the score of `scope`."""
    g = Graph(INTENT_GROUP, lower)
    pooled = masked_mean(g, encoder(g, weights, "bert.", layers, heads, storage))
    head = g.constant("classifier.weight", weights["classifier.weight"].T)  # small, and next to the result: left in fp32
    product = g.add("MatMul", pooled, head)
    g.nodes.append(helper.make_node("Add", [product, g.constant("classifier.bias", weights["classifier.bias"])],
                                    ["logits"], name="logits"))
    score = scope_score(g, "logits", scope["method"])
    line = g.add("Add", g.add("Mul", score, g.constant("scope.slope", np.float32(scope["slope"]))),
                 g.constant("scope.intercept", np.float32(scope["intercept"])))
    g.nodes.append(helper.make_node("Sigmoid", [line], ["out_of_scope"], name="out_of_scope"))
    return g


def scope_score(g: Graph, logits: str, method: str) -> str:
    """The out-of-scope score `[batch]` of recipe.scope, as nodes."""
    if method == "energy":
        return g.add("Neg", g.add("ReduceLogSumExp", logits, axes=[1], keepdims=0))
    if method == "max-logit":
        return g.add("Neg", g.add("ReduceMax", logits, axes=[1], keepdims=0))
    if method == "max-softmax":
        top = g.add("ReduceMax", g.add("Softmax", logits, axis=1), axes=[1], keepdims=0)
        return g.add("Sub", g.constant("unit", np.float32(1.0)), top)
    raise ValueError(f"no graph for the out-of-scope score {method!r}")


def token_graph(weights: dict[str, np.ndarray], layers: int, heads: int, storage: str) -> Graph:
    """logits `[batch, seq]` of an ELECTRA discriminator."""
    g = Graph()
    hidden = encoder(g, weights, "electra.", layers, heads, storage)
    head = "discriminator_predictions."
    dense = g.add("MatMul", hidden, g.weight(head + "dense.weight", weights[head + "dense.weight"].T, storage))
    active = g.add("BiasGelu", dense, g.constant(head + "dense.bias", weights[head + "dense.bias"]),
                   domain=FUSED_DOMAIN)
    last = g.constant(head + "dense_prediction.weight", weights[head + "dense_prediction.weight"].T)
    score = g.add("Add", g.add("MatMul", active, last),
                  g.constant(head + "dense_prediction.bias", weights[head + "dense_prediction.bias"]))
    g.nodes.append(helper.make_node("Squeeze", [score, g.constant("final", [-1])], ["logits"], name="logits"))
    return g


def entity_graph(weights: dict[str, np.ndarray], layers: int, heads: int, storage: str) -> Graph:
    """logits `[batch, seq, labels]` of a token classifier."""
    g = Graph()
    hidden = encoder(g, weights, "bert.", layers, heads, storage)
    product = g.add("MatMul", hidden, g.constant("classifier.weight", weights["classifier.weight"].T))
    g.nodes.append(helper.make_node("Add", [product, g.constant("classifier.bias", weights["classifier.bias"])],
                                    ["logits"], name="logits"))
    return g


def to_numpy(state: dict[str, torch.Tensor]) -> dict[str, np.ndarray]:
    """A PyTorch state as fp32 arrays, integer buffers left out."""
    return {k: v.detach().cpu().float().numpy() for k, v in state.items() if v.dtype.is_floating_point}


def save(graph: Graph, outputs: dict[str, list[str]], path: Path, title: str) -> str:
    """Writes the file and its sha256; returns the digest."""
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "seq"])
              for n in ("input_ids", "attention_mask", "token_type_ids")]
    given = [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n, shape in outputs.items()]
    stored = [numpy_helper.from_array(np.ascontiguousarray(v), k) for k, v in graph.initializers.items()]
    nodes, opsets = graph.nodes, [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED_DOMAIN, 1)]
    if graph.lower:
        nodes, stored, opsets = graph.lower.nodes + nodes, graph.lower.tensors + stored, graph.lower.opsets
    model = helper.make_model(helper.make_graph(nodes, title, inputs, given, stored), producer_name="textmill-training",
                              ir_version=8, opset_imports=opsets)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(path))
    return write_sha256(path)


def read_weights(path: Path) -> dict[str, np.ndarray]:
    """The weights that an ONNX file of this module holds, int8 expanded, under their PyTorch names and shapes.

    Those of layers that it shares with another model are not among them.
    """
    stored = {t.name: numpy_helper.to_array(t) for t in onnx.load(str(path), load_external_data=False).graph.initializer
              if t.data_location != TensorProto.EXTERNAL}
    weights: dict[str, np.ndarray] = {}
    for name, value in stored.items():
        if name.endswith(".scale"):
            continue
        base = name.removesuffix(".int8")
        if name.endswith(".int8"):
            value = value.astype(np.float32) * stored[base + ".scale"]
            value = value.reshape(-1, value.shape[-1])
        if value.ndim == 2 and "embeddings." not in base:
            value = value.T
        if ".qkv." in base:
            for part, n in zip(np.split(value, 3, axis=0), ("query", "key", "value")):
                weights[base.replace("qkv", n)] = np.ascontiguousarray(part)
        else:
            weights[base] = np.ascontiguousarray(value)
    return weights
