"""Converts a model directory to 16-bit floating point, for GPUs, and measures what that costs.

    python -m recipe.half --model DIR --out DIR --texts FILE [--count 500] [--keep-hidden]

int8 weights are expanded, the usual subgraphs fused to ONNX Runtime's operators, weights and activations made fp16; inputs
stay integers and outputs fp32. A model of embeddings gets its mean pooling into the graph (output `sentence_embedding`,
`[batch, hidden]`): a GPU then sends back one vector a text and not one a token. `--keep-hidden` leaves that out.

Both models then compute the texts on the CPU. The directory is refused if the smallest cosine is below 0.9995, the golden
tolerance of fp16. What the CPU shows: ONNX Runtime has no fp16 kernels for most operators there, casts to fp32 before each
and drops casts that cancel, so this measures the rounding of weights and of part of the activations; `--torch` measures
all-MiniLM-L6-v2 in PyTorch with fp16 everywhere.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.transformers import float16, optimizer
from onnxruntime.transformers.fusion_options import FusionOptions
from tokenizers import Tokenizer

from .artefact import session
from .export import write_sha256
from .trunk import load_tokenizer, load_trunk

TOLERANCE = 0.9995
# More operators to leave in fp32 than the converter does by itself.
IN_FP32: list[str] = []


def expanded(path: Path, work: Path) -> onnx.ModelProto:
    """The model with constants folded: int8 weights become fp32 weights."""
    whole = work / "whole.onnx"  # with weights that lie beside it
    onnx.save(onnx.load(str(path)), str(whole))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(work / "folded.onnx")
    options.log_severity_level = 3
    onnxruntime.InferenceSession(str(whole), options, providers=["CPUExecutionProvider"])
    return onnx.load(str(work / "folded.onnx"))


def fused(model: onnx.ModelProto, config: dict, work: Path) -> onnx.ModelProto:
    """Attention, SkipLayerNormalization and BiasGelu in place of their parts, where the file does not have them yet."""
    if any(node.op_type == "Attention" for node in model.graph.node):
        return model
    onnx.save(model, str(work / "plain.onnx"))
    options = FusionOptions("bert")
    options.enable_embed_layer_norm = False  # would need inputs of another type
    result = optimizer.optimize_model(
        str(work / "plain.onnx"), model_type="bert", num_heads=config["num_attention_heads"],
        hidden_size=config["hidden_size"], optimization_options=options, opt_level=0)
    return result.model


def narrowed(model: onnx.ModelProto, wide: set[str], blocked: list[str]) -> None:
    """Masks that the fp32 graph made of integers (`wide`, outputs of Cast) stay fp32; operators that are fp16 now get them
    as such."""
    for name in wide:
        readers = [n for n in model.graph.node if name in n.input and n.op_type != "Cast" and n.op_type not in blocked]
        for node in readers:
            node.input[:] = [name + "_half" if i == name else i for i in node.input]
        if readers:
            at = next(i for i, n in enumerate(model.graph.node) if name in n.output) + 1
            model.graph.node.insert(at, helper.make_node(
                "Cast", [name], [name + "_half"], name=name + "_half", to=TensorProto.FLOAT16))


def pooled(model: onnx.ModelProto, output: str) -> None:
    """Adds the mean over a text's tokens as output `sentence_embedding`, computed as one product of matrices, after the
    graph is fp16. A fp16 divisor scales a whole vector, which its length does not survive: its direction is untouched."""
    graph = model.graph
    hidden = next(node for node in graph.node if output in node.output)
    source = hidden.input[0] if hidden.op_type == "Cast" else output
    old = next(o.version for o in model.opset_import if o.domain in ("", "ai.onnx")) < 13  # axes were attributes
    graph.initializer.append(numpy_helper.from_array(np.array([1]), "pool_axis"))

    def add(op: str, inputs: list[str], name: str, **attributes) -> None:
        if "pool_axis" in inputs and old:
            inputs, attributes = inputs[:1], {**attributes, "axes": [1]}
        graph.node.append(helper.make_node(op, inputs, [name], name=name, **attributes))

    add("Cast", ["attention_mask"], "pool_mask", to=TensorProto.FLOAT)
    add("ReduceSum", ["pool_mask", "pool_axis"], "pool_count", keepdims=1)
    add("Div", ["pool_mask", "pool_count"], "pool_share")
    add("Cast", ["pool_share"], "pool_half", to=TensorProto.FLOAT16)
    add("Unsqueeze", ["pool_half", "pool_axis"], "pool_row")
    add("MatMul", ["pool_row", source], "pool_mean")
    add("Squeeze", ["pool_mean", "pool_axis"], "pool_flat")
    add("Cast", ["pool_flat"], "sentence_embedding", to=TensorProto.FLOAT)
    width = next(o for o in graph.output if o.name == output).type.tensor_type.shape.dim[2].dim_value
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", width]))
    if hidden.op_type == "Cast":
        graph.node.remove(hidden)


def convert(source: Path, target: Path, keep_hidden: bool) -> None:
    """Writes the directory."""
    config = json.loads((source / "config.json").read_text())
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.onnx*", "onnx", "files.sha256"))
    with tempfile.TemporaryDirectory() as work:
        model = fused(expanded(model_file(source), Path(work)), config, Path(work))
    blocked = float16.DEFAULT_OP_BLOCK_LIST + IN_FP32
    wide = {n.output[0] for n in model.graph.node
            if n.op_type == "Cast" and any(a.name == "to" and a.i == TensorProto.FLOAT for a in n.attribute)}
    model = float16.convert_float_to_float16(model, keep_io_types=True, disable_shape_infer=True, op_block_list=blocked)
    narrowed(model, wide, blocked)
    embedding = next((o.name for o in model.graph.output if len(o.type.tensor_type.shape.dim) == 3), None)
    if embedding is not None and not keep_hidden:
        pooled(model, embedding)
    onnx.save(model, str(target / "model.onnx"))
    write_sha256(target / "model.onnx")


def model_file(directory: Path) -> Path:
    """Where a directory of the Hugging Face layout has its model."""
    direct = directory / "model.onnx"
    return direct if direct.exists() else directory / "onnx" / "model.onnx"


def outputs(directory: Path, texts: list[str]) -> np.ndarray:
    """One vector a text: its embedding, its probabilities or its tokens' logits; each text alone."""
    tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
    tokenizer.no_padding()
    limit = json.loads((directory / "tokenizer_config.json").read_text())["model_max_length"]
    tokenizer.enable_truncation(int(limit))
    run = session(model_file(directory), threads=2)
    names = {i.name: i.type for i in run.get_inputs()}
    vectors = []
    for text in texts:
        ids = np.array([tokenizer.encode(text).ids])
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        kind = np.int32 if "int32" in names["input_ids"] else np.int64
        result = run.run(None, {k: v.astype(kind) for k, v in feed.items() if k in names})[0]
        vectors.append(result[0].mean(0) if result.ndim == 3 else result[0])
    return vectors


def cosines(left: list[np.ndarray], right: list[np.ndarray]) -> np.ndarray:
    """Of each pair."""
    return np.array([float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))
                     for a, b in zip(map(np.float64, left), map(np.float64, right))])


def torch_cosines(texts: list[str]) -> np.ndarray:
    """all-MiniLM-L6-v2 in PyTorch on the CPU: fp16 weights, products, sums and layer norms against fp32."""
    tokenizer, full, half = load_tokenizer(512), load_trunk().eval(), load_trunk().eval().half()
    with torch.no_grad():
        pairs = [[model(torch.tensor([tokenizer.encode(text).ids])).last_hidden_state[0].float().mean(0).numpy()
                  for model in (full, half)] for text in texts]
    return cosines(*zip(*pairs))


def report(name: str, values: np.ndarray) -> None:
    """One line."""
    print(f"{name}: {len(values)} texts, cosine to fp32: smallest {values.min():.7f}, mean {values.mean():.7f}")


def main() -> None:
    """The command line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--model", type=Path, required=True, help="directory with the fp32 (or int8-weight) model")
    arguments.add_argument("--out", type=Path, required=True, help="directory to write; must not exist")
    arguments.add_argument("--texts", type=Path, required=True, help="one text a line")
    arguments.add_argument("--count", type=int, default=500)
    arguments.add_argument("--keep-hidden", action="store_true", help="no pooling in the graph")
    arguments.add_argument("--torch", action="store_true", help="all-MiniLM-L6-v2 in PyTorch, fp16 throughout, as well")
    args = arguments.parse_args()
    texts = [line for line in args.texts.read_text(encoding="utf-8").splitlines() if line.strip()][:args.count]
    convert(args.model, args.out, args.keep_hidden)
    values = cosines(outputs(args.model, texts), outputs(args.out, texts))
    report(args.out.name, values)
    if args.torch:
        report("PyTorch, fp16 throughout", torch_cosines(texts))
    if values.min() < TOLERANCE:
        raise SystemExit(f"{args.out}: the smallest cosine is below {TOLERANCE}; do not use this model")


if __name__ == "__main__":
    main()
