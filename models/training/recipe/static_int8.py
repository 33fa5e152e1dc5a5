"""Quantises a model directory to int8 with steps that are fixed beforehand, and measures what that costs.

    python -m recipe.static_int8 --model DIR --out DIR --calibration FILE --texts FILE [--samples 400] [--count 1000]

Weights and the inputs of the products with them become int8 (`QuantizeLinear` and `DequantizeLinear` in an ONNX file, which
OpenVINO and ONNX Runtime both read). A step never depends on what shares a batch, so neither does a text's result.
`--calibration` has texts like those to come, of all their lengths; `--texts` has others, which the figures are taken from.

A graph that was fused for ONNX Runtime or has its weights stored in int8 (as the bundled models) is taken apart first. The card of the result
(`README.md`) gets the figures, and `quality.json`, which Textmill checks whenever it reads the directory. A directory that
lost too much, or of which one result differs by a bit between a text alone and the same text in a batch of its length, is
written too, but the command fails and Textmill refuses it.

Needs `requirements-openvino.txt`, in an environment of its own. For processors without VNNI (before 2019), whose products of
int8 saturate, it is not meant.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import openvino
from google.protobuf.message import DecodeError
from tokenizers import Encoding, Tokenizer

from .losses import LEAST, Kind, Losses, Reference
from .plain import plain
from .products import LEAST_WIDTH, Graph, Stage
from .rounding import Entering, choose

BY_TEXT = 16  # tokens of a text that rounding is chosen on
PRECISIONS = {"fp32": openvino.Type.f32, "bf16": openvino.Type.bf16}


class Misuse(Exception):
    """What is wrong with what was asked for, in one line."""


def lines(path: Path, count: int) -> list[str]:
    """Texts that are not blank."""
    try:
        found = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()][:count]
    except (OSError, UnicodeError) as e:
        raise Misuse(f"{path}: expected a file of texts in UTF-8, one a line: {e}") from e
    if not found:
        raise Misuse(f"{path}: expected a text a line, found none")
    return found


def opened(directory: Path) -> onnx.ModelProto:
    """The model of a directory, with its weights."""
    file = model_file(directory)
    for one in (file, directory / "tokenizer.json"):
        if not one.is_file():
            raise Misuse(f"{directory}: expected a model directory with model.onnx or onnx/model.onnx, and tokenizer.json; "
                         f"there is no {one.relative_to(directory)}")
    try:
        return onnx.load(str(file))
    except (OSError, DecodeError, onnx.checker.ValidationError) as e:
        raise Misuse(f"{file}: expected an ONNX model with all its data: {e}") from e


def model_file(directory: Path) -> Path:
    """Where a directory of the Hugging Face layout has its model."""
    direct = directory / "model.onnx"
    return direct if direct.exists() else directory / "onnx" / "model.onnx"


def setting(directory: Path, file: str, key: str, otherwise):
    """A value of a JSON file that may be missing."""
    path = directory / file
    return json.loads(path.read_text(encoding="utf-8")).get(key, otherwise) if path.exists() else otherwise


class Feeder:
    """Texts as a graph's inputs."""

    def __init__(self, directory: Path, model: onnx.ModelProto) -> None:
        file = directory / "tokenizer.json"
        try:
            self.tokenizer = Tokenizer.from_file(str(file))
        except Exception as e:  # the library has no kind of its own
            raise Misuse(f"{file}: expected a tokenizer's file: {e}") from e
        self.tokenizer.no_padding()
        limit = min(int(setting(directory, "sentence_bert_config.json", "max_seq_length", 512)),
                    int(setting(directory, "tokenizer_config.json", "model_max_length", 512)), 512)
        self.tokenizer.enable_truncation(limit)
        initialisers = {i.name for i in model.graph.initializer}
        self.inputs = [i for i in model.graph.input if i.name not in initialisers]

    def encoding(self, text: str) -> Encoding:
        """Its tokens and where they are."""
        return self.tokenizer.encode(text)

    def ids(self, text: str) -> list[int]:
        """Its tokens."""
        return self.encoding(text).ids

    def feed(self, rows: list[list[int]]) -> dict[str, np.ndarray]:
        """Rows of one length."""
        ids = np.array(rows)
        values = {"attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        kinds = {onnx.TensorProto.INT32: np.int32, onnx.TensorProto.INT64: np.int64, onnx.TensorProto.FLOAT: np.float32}
        return {i.name: values.get(i.name, ids).astype(kinds[i.type.tensor_type.elem_type]) for i in self.inputs}


def compiled(model: Path | bytes, precision: str = "fp32") -> openvino.CompiledModel:
    """For one thread of the CPU; what is not int8 in the precision."""
    core = openvino.Core()
    return core.compile_model(core.read_model(model), "CPU", {
        "INFERENCE_PRECISION_HINT": PRECISIONS[precision], "INFERENCE_NUM_THREADS": "1", "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0"})


def entering(graph: Graph, stages: list[Stage], feeder: Feeder, texts: list[str]) -> dict[str, Entering]:
    """What enters the stages; not those that read one vector a text, whose rounding would gain nothing."""
    names = [stage.entering for stage in stages]
    run = compiled(graph.with_outputs(names))
    tokens: dict[str, list[np.ndarray]] = {name: [] for name in names}
    ranges: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for number, text in enumerate(texts):
        ids = shortened(feeder.ids(text))
        chosen = positions(number, len(ids))
        result = run(feeder.feed([ids]))
        for at, name in enumerate(names):
            values = result[at]
            if values.ndim != 3 or values.shape[1] != len(ids):
                continue
            tokens[name].append(values[0][chosen])
            low, high = ranges.get(name, (np.inf, -np.inf))
            ranges[name] = np.minimum(low, values[0].min(0)), np.maximum(high, values[0].max(0))
    return {name: Entering(shuffled(np.concatenate(rows)), *ranges[name]) for name, rows in tokens.items() if rows}


def shortened(ids: list[int]) -> list[int]:
    """Without some tokens before the last one, so that there are few lengths: each is compiled."""
    length = len(ids) if len(ids) <= 16 else len(ids) - len(ids) % 8
    return ids[:length - 1] + ids[-1:]


def positions(number: int, length: int) -> np.ndarray:
    """The tokens of a text that are looked at: the first, the last and some between, always the same."""
    if length <= BY_TEXT:
        return np.arange(length)
    between = np.random.default_rng(number).choice(length - 2, BY_TEXT - 2, replace=False) + 1
    return np.concatenate([[0], np.sort(between), [length - 1]])


def shuffled(rows: np.ndarray) -> np.ndarray:
    """The rows in an order that is always the same for so many."""
    return rows[np.random.default_rng(0).permutation(len(rows))]


def quantise(source: Path, feeder: Feeder, model: onnx.ModelProto, texts: list[str]) -> onnx.ModelProto:
    """The quantised graph."""
    graph = Graph(plain(model, str(model_file(source))))
    stages = graph.stages()
    found = entering(graph, stages, feeder, texts) if stages else {}
    stages = [stage for stage in stages if stage.entering in found]
    if not stages:
        raise SystemExit(f"{model_file(source)}: expected matrix products with constant weights that read tokens, found "
                         "none; quantise the fp32 file as it was exported")
    left = graph.left(stages)
    if left:
        print(f"not in int8, since they read one vector a text or have fewer than {LEAST_WIDTH} numbers: {', '.join(left)}", flush=True)
    graph.round_tables()
    for number, stage in enumerate(stages):
        graph.round(stage, choose(found[stage.entering], stage.weights()))
        print(f"{number + 1} of {len(stages)}: {stage.entering}", flush=True)
    return graph.tidy()


def card(directory: Path, source: Path, losses: dict[str, Losses], samples: int) -> None:
    """Writes the model card."""
    rows = "".join(f"| {name} | " + " | ".join(f"{lost.figures[name]:.5f}" for lost in losses.values()) + " |\n"
                   for name in next(iter(losses.values())).figures)
    texts = next(iter(losses.values())).texts
    (directory / "README.md").write_text(
        f"# {directory.name}\n\n`{source.name}` in int8 with fixed steps, {samples} texts of calibration, OpenVINO "
        f"{openvino.__version__}.\n\n| against fp32, {texts} texts | {' | '.join(f'the rest in {p}' for p in losses)} |\n"
        f"| --- |{' --- |' * len(losses)}\n{rows}\n`batch.same` is the share of texts with the same bits alone and in a batch.\n", encoding="utf-8")


def quality(directory: Path, losses: dict[str, Losses]) -> None:
    """Writes what Textmill checks when it reads the directory."""
    measures = {name if precision == "fp32" else f"{precision}.{name}": {"value": round(value, 5), "least": LEAST[name]}
                for precision, lost in losses.items() for name, value in lost.figures.items()}
    file = directory / "model.onnx"
    (directory / "quality.json").write_text(json.dumps(
        {"file": file.name, "sha256": hashlib.sha256(file.read_bytes()).hexdigest(), "texts": next(iter(losses.values())).texts,
         "measures": measures}, indent=1) + "\n", encoding="utf-8")


def kind(directory: Path) -> Kind:
    """What its files say it is for."""
    pooling = setting(directory, "1_Pooling/config.json", "pooling_mode_cls_token", False)
    pooling = pooling or setting(directory, "1_Pooling/config.json", "pooling_mode", "") == "cls"
    return Kind("".join(setting(directory, "config.json", "architectures", None) or []), pooling)


def measured(args: argparse.Namespace, feeder: Feeder) -> dict[str, Losses]:
    """What is lost, by the precision of what is not int8."""
    texts = lines(args.texts, args.count)
    reference = Reference(compiled(model_file(args.model)), feeder, texts, kind(args.model))
    print(f"{len(texts)} texts computed in fp32", flush=True)
    found = {}
    for precision in PRECISIONS:
        small = compiled(args.out / "model.onnx", precision)
        if small.get_property("INFERENCE_PRECISION_HINT") == PRECISIONS[precision]:  # a processor may not have it
            found[precision] = reference.losses(small)
            print(f"{len(texts)} texts computed in int8, the rest in {precision}", flush=True)
    return found


def positive(text: str) -> int:
    """A number of texts."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a number of 1 or more, found '{text}'")
    return int(text)


def main() -> None:
    """The command line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--model", type=Path, required=True, help="directory with the fp32 model")
    arguments.add_argument("--out", type=Path, required=True, help="directory to write; must not exist")
    arguments.add_argument("--calibration", type=Path, required=True, help="one text a line")
    arguments.add_argument("--texts", type=Path, required=True, help="one text a line, others")
    arguments.add_argument("--samples", type=positive, default=400, help="most texts of calibration (400)")
    arguments.add_argument("--count", type=positive, default=1000, help="most other texts (1000)")
    args = arguments.parse_args()
    try:
        if args.out.exists():
            raise Misuse(f"{args.out}: expected a directory that is not there yet")
        model = opened(args.model)
        feeder = Feeder(args.model, model)
        calibration = lines(args.calibration, args.samples)
        lines(args.texts, args.count)  # read again when they are needed, minutes from now
    except Misuse as e:
        arguments.error(" ".join(str(e).split()))
    small = quantise(args.model, feeder, model, calibration)
    shutil.copytree(args.model, args.out, ignore=shutil.ignore_patterns("*.onnx*", "onnx", "files.sha256", ".crc32", "README.md"))
    onnx.save(small, str(args.out / "model.onnx"))
    losses = measured(args, feeder)
    card(args.out, args.model, losses, len(calibration))
    quality(args.out, losses)
    print(json.dumps({precision: lost.figures for precision, lost in losses.items()}))
    failures = [f"{words}, the rest in {precision}" for precision, lost in losses.items() for words in lost.failures()]
    if failures:
        raise SystemExit(f"{args.out}: do not use this model: {'; '.join(failures)}")


if __name__ == "__main__":
    main()
