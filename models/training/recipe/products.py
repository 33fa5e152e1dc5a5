"""The matrix products of an ONNX graph that have weights: where they are, what enters them, and the graph that computes them in int8.

A product in int8 is `[Mul ->] QuantizeLinear -> DequantizeLinear -> MatMul` with weights that go through a `DequantizeLinear` of
their own, which OpenVINO and ONNX Runtime both join to one product of integers. Everything else (attention between tokens,
normalisations, activation functions, heads that read one vector a text) stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper, version_converter
from onnx.reference import ReferenceEvaluator

OLDEST_OPSET = 13  # steps by channel
LEAST_WIDTH = 64  # below that a product in int8 gains nothing
LEAST_ROWS = 1000  # of a table of embeddings

@dataclass
class Product:
    """One `MatMul`."""

    node: onnx.NodeProto
    weights: np.ndarray  # [in, out]
    bias: onnx.NodeProto | None  # the Add behind it, if it adds a constant


@dataclass
class Stage:
    """The products that read one tensor `[batch, tokens, in]`."""

    entering: str
    products: list[Product]

    def weights(self) -> np.ndarray:
        """Of all of them, `[in, out of the first + out of the second ...]`."""
        return np.concatenate([p.weights for p in self.products], axis=1)


@dataclass
class Rounding:
    """How a stage is computed in int8."""

    smoothing: np.ndarray  # [in], what enters is divided by it
    step: float  # of what enters then
    zero: int  # the code of 0
    codes: np.ndarray  # int8 [in, out], of all products
    steps: np.ndarray  # [out]
    shift: np.ndarray  # [out], what the biases get


def upgraded(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model in an opset that knows steps by channel."""
    opset = next(o.version for o in model.opset_import if o.domain in ("", "ai.onnx"))
    return model if opset >= OLDEST_OPSET else version_converter.convert_version(model, OLDEST_OPSET)


def reads(graph: onnx.GraphProto) -> set[str]:
    """Names that somebody reads, in the graphs inside of it too."""
    read = {name for node in graph.node for name in node.input} | {output.name for output in graph.output}
    inner = [a.g for node in graph.node for a in node.attribute if a.type == onnx.AttributeProto.GRAPH]
    return read.union(*(reads(one) for one in inner))


class Graph:
    """A graph whose products become int8 one stage after the other."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self.model = upgraded(model)
        self.graph = self.model.graph
        self.constants = {i.name: i for i in self.graph.initializer}
        for node in self.graph.node:
            if node.op_type == "Constant" and node.attribute[0].name == "value":
                self.constants[node.output[0]] = node.attribute[0].t
        self.makers = self._makers_of_constants()
        self.readers: dict[str, list[onnx.NodeProto]] = {}
        for node in self.graph.node:
            for name in node.input:
                self.readers.setdefault(name, []).append(node)

    def _makers_of_constants(self) -> dict[str, onnx.NodeProto]:
        """What is computed from constants alone: weights that a file keeps transposed, in parts, or in int8."""
        known, makers = set(self.constants), {}
        for node in self.graph.node:
            inner = any(a.type in (onnx.AttributeProto.GRAPH, onnx.AttributeProto.GRAPHS) for a in node.attribute)
            if any(node.input) and not inner and all(name in known for name in node.input if name):
                known.update(node.output)
                kept = onnx.NodeProto.FromString(node.SerializeToString())  # inserting moves nodes about
                makers.update((name, kept) for name in node.output if name)
        return makers

    def _constant(self, name: str) -> np.ndarray | None:
        if name in self.constants:
            return numpy_helper.to_array(self.constants[name])
        node = self.makers.get(name)
        if node is None:
            return None
        values = {one: self._constant(one) for one in node.input if one}
        entering = [helper.make_tensor_value_info(one, helper.np_dtype_to_tensor_dtype(v.dtype), v.shape) for one, v in values.items()]
        leaving = [onnx.ValueInfoProto(name=name)]
        model = helper.make_model(helper.make_graph([node], name, entering, leaving), opset_imports=self.model.opset_import)
        return ReferenceEvaluator(model).run(None, values)[0]

    def _bias(self, node: onnx.NodeProto, width: int) -> onnx.NodeProto | None:
        readers = self.readers.get(node.output[0], [])
        if len(readers) != 1 or readers[0].op_type != "Add":
            return None
        other = [self._constant(name) for name in readers[0].input if name != node.output[0]]
        return readers[0] if len(other) == 1 and other[0] is not None and other[0].shape == (width,) else None

    def stages(self) -> list[Stage]:
        """In the order of computation."""
        stages: dict[str, Stage] = {}
        for node in self.graph.node:
            weights = self._constant(node.input[1]) if node.op_type == "MatMul" else None
            if weights is None or weights.ndim != 2 or min(weights.shape) < LEAST_WIDTH:
                continue
            product = Product(node, weights.astype(np.float32), self._bias(node, weights.shape[1]))
            stages.setdefault(node.input[0], Stage(node.input[0], [])).products.append(product)
        return list(stages.values())

    def left(self, stages: list[Stage]) -> list[str]:
        """Matrix products with weights that are in none of these stages."""
        taken = {product.node.output[0] for stage in stages for product in stage.products}
        products = [node for node in self.graph.node if node.op_type in ("MatMul", "Gemm") and node.output[0] not in taken]
        return [node.output[0] for node in products if self._constant(node.input[1]) is not None]

    def with_outputs(self, names: list[str]) -> bytes:
        """A graph that computes these tensors."""
        model = onnx.ModelProto()
        model.CopyFrom(self.model)
        del model.graph.output[:]
        model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
        return model.SerializeToString()

    def _add(self, name: str, value: np.ndarray) -> str:
        self.graph.initializer.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def _insert(self, before: onnx.NodeProto, nodes: list[onnx.NodeProto]) -> None:
        at = next(i for i, node in enumerate(self.graph.node) if node.output[0] == before.output[0])
        for node in reversed(nodes):
            self.graph.node.insert(at, node)

    def round(self, stage: Stage, rounding: Rounding) -> None:
        """Computes a stage in int8."""
        name = stage.entering
        codes = f"{name}_int8"
        nodes, entering = [], name
        if not np.all(rounding.smoothing == 1):
            entering = f"{name}_smooth"
            scale = self._add(f"{name}_smoothing", (1 / rounding.smoothing).astype(np.float32))
            nodes.append(helper.make_node("Mul", [name, scale], [entering], name=entering))
        step = self._add(f"{name}_step", np.float32(rounding.step))
        zero = self._add(f"{name}_zero", np.uint8(rounding.zero))
        nodes.append(helper.make_node("QuantizeLinear", [entering, step, zero], [codes], name=codes))
        nodes.append(helper.make_node("DequantizeLinear", [codes, step, zero], [f"{codes}_back"], name=f"{codes}_back"))
        self._insert(self._live(stage.products[0]), nodes)
        start = 0
        for product in stage.products:
            node = self._live(product)
            end = start + product.weights.shape[1]
            own = f"{node.output[0]}_weights"
            inputs = [self._add(own, rounding.codes[:, start:end]),
                      self._add(f"{own}_steps", rounding.steps[start:end].astype(np.float32)),
                      self._add(f"{own}_zeros", np.zeros(end - start, np.int8))]
            self._insert(node, [helper.make_node("DequantizeLinear", inputs, [f"{own}_back"], name=f"{own}_back", axis=1)])
            node = self._live(product)
            node.input[0] = f"{codes}_back"
            node.input[1] = f"{own}_back"
            if product.bias is not None:
                self._shift(product.bias, node.output[0], rounding.shift[start:end])
            start = end

    def _live(self, product: Product) -> onnx.NodeProto:
        return next(n for n in self.graph.node if n.output[0] == product.node.output[0])

    def _shift(self, bias: onnx.NodeProto, summand: str, shift: np.ndarray) -> None:
        add = next(n for n in self.graph.node if n.output[0] == bias.output[0])
        at = 0 if add.input[1] == summand else 1
        value = self._constant(add.input[at])
        add.input[at] = self._add(f"{add.output[0]}_bias", (value + shift).astype(np.float32))

    def round_tables(self) -> None:
        """Keeps large tables of embeddings in int8, with a step for each row; a text's rows become fp32 when they are read."""
        for node in [n for n in self.graph.node if n.op_type == "Gather"]:
            table = self.constants.get(node.input[0])
            if table is None or table.data_type != TensorProto.FLOAT or len(table.dims) != 2 or table.dims[0] < LEAST_ROWS:
                continue
            if any(reader.op_type != "Gather" for reader in self.readers[node.input[0]]):
                continue
            values = numpy_helper.to_array(table)
            steps = np.maximum(np.abs(values).max(1, keepdims=True), 1e-12) / 127
            out, ids = node.output[0], node.input[1]
            codes = self._add(f"{out}_table", np.rint(values / steps).astype(np.int8))
            rows = self._add(f"{out}_steps", steps.astype(np.float32))
            self._insert(node, [
                helper.make_node("Gather", [codes, ids], [f"{out}_codes"], name=f"{out}_codes"),
                helper.make_node("Cast", [f"{out}_codes"], [f"{out}_wide"], name=f"{out}_wide", to=TensorProto.FLOAT),
                helper.make_node("Gather", [rows, ids], [f"{out}_step"], name=f"{out}_step"),
                helper.make_node("Mul", [f"{out}_wide", f"{out}_step"], [f"{out}_table_row"], name=f"{out}_table_row")])
            self._replace(out, f"{out}_table_row")

    def _replace(self, old: str, new: str) -> None:
        for node in self.graph.node:
            node.input[:] = [new if name == old else name for name in node.input]

    def tidy(self) -> onnx.ModelProto:
        """The model without what nobody reads any more."""
        while True:
            read = reads(self.graph)
            nodes = [node for node in self.graph.node if any(name in read for name in node.output)]
            if len(nodes) == len(self.graph.node):
                break
            self._keep(self.graph.node, nodes)
        self._keep(self.graph.initializer, [i for i in self.graph.initializer if i.name in read])
        return self.model

    @staticmethod
    def _keep(field, values) -> None:
        kept = [type(v).FromString(v.SerializeToString()) for v in values]
        del field[:]
        field.extend(kept)
