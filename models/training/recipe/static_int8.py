"""Quantises a model directory to int8 with scales that are fixed beforehand, by NNCF, and measures what that costs.

    python -m recipe.static_int8 --model DIR --out DIR --calibration FILE --texts FILE [--samples 300] [--count 1000]

Weights and the inputs of matrix products become int8 (`QuantizeLinear` and `DequantizeLinear` in an ONNX file, which OpenVINO and
ONNX Runtime both read), with SmoothQuant where NNCF applies it. A scale never depends on what shares a batch, so neither does
a text's result. `--calibration` has texts like those to come, `--texts` others that the figures are taken from.

The graph must be of ONNX's own operators (an export as it is; not one that was fused for ONNX Runtime). The card of the result
(`README.md`) gets the figures, and `quality.json`, which Textmill checks whenever it reads the directory. The directory is refused if the mean cosine to fp32 is below 0.996, the worst below 0.985, or a result
differs by one bit between a text alone and the same text in a batch of its length. For logits, the share of texts with the same best label (or
of tokens on the same side of 0) is written as well.

Needs `requirements-openvino.txt`, in an environment of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import nncf
import numpy as np
import onnx
import openvino
from onnx import version_converter
from tokenizers import Tokenizer

LEAST_MEAN = 0.996
LEAST_WORST = 0.985
LEAST_LABELS = 0.99
OLDEST_OPSET = 13  # a scale for each channel


def lines(path: Path, count: int) -> list[str]:
    """Texts that are not blank."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()][:count]


def model_file(directory: Path) -> Path:
    """Where a directory of the Hugging Face layout has its model."""
    direct = directory / "model.onnx"
    return direct if direct.exists() else directory / "onnx" / "model.onnx"


class Feeder:
    """Texts as a graph's inputs."""

    def __init__(self, directory: Path, model: onnx.ModelProto) -> None:
        self.tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        self.tokenizer.no_padding()
        settings = directory / "tokenizer_config.json"
        limit = json.loads(settings.read_text()).get("model_max_length", 512) if settings.exists() else 512
        self.tokenizer.enable_truncation(min(int(limit), 512))
        initialisers = {i.name for i in model.graph.initializer}
        self.inputs = [i for i in model.graph.input if i.name not in initialisers]

    def ids(self, text: str) -> list[int]:
        """Its tokens."""
        return self.tokenizer.encode(text).ids

    def feed(self, rows: list[list[int]]) -> dict[str, np.ndarray]:
        """Rows of one length."""
        ids = np.array(rows)
        values = {"attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        kinds = {onnx.TensorProto.INT32: np.int32, onnx.TensorProto.INT64: np.int64, onnx.TensorProto.FLOAT: np.float32}
        return {i.name: values.get(i.name, ids).astype(kinds[i.type.tensor_type.elem_type]) for i in self.inputs}


def quantise(source: Path, feeder: Feeder, model: onnx.ModelProto, texts: list[str]) -> onnx.ModelProto:
    """The quantised graph."""
    foreign = {node.domain for node in model.graph.node} - {"", "ai.onnx"}
    if foreign:
        raise SystemExit(f"{model_file(source)}: expected ONNX's own operators, found some of {', '.join(sorted(foreign))}; "
                         "quantise the file as it was exported")
    opset = next(o.version for o in model.opset_import if o.domain in ("", "ai.onnx"))
    if opset < OLDEST_OPSET:
        model = version_converter.convert_version(model, OLDEST_OPSET)
    data = nncf.Dataset(texts, lambda text: feeder.feed([feeder.ids(text)]))
    return nncf.quantize(model, data, model_type=nncf.ModelType.TRANSFORMER, subset_size=len(texts))


def compiled(path: Path):
    """For the CPU, everything that is not int8 in fp32."""
    return openvino.Core().compile_model(str(path), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})


def vector(result: np.ndarray) -> np.ndarray:
    """One row's result: the mean over its tokens, or the logits."""
    return result.mean(0) if result.ndim == 2 else result


def measure(exact, small, feeder: Feeder, texts: list[str]) -> dict[str, float]:
    """Cosines to fp32, agreement of the best label, and how many results depend on the batch."""
    cosines, agreeing, depending = [], [], 0
    for text in texts:
        ids = feeder.ids(text)
        wanted = exact(feeder.feed([ids]))[0][0]
        found = small(feeder.feed([ids]))[0][0]
        beside = small(feeder.feed([ids[:1] + ids[:0:-1], ids, ids]))[0][1]
        depending += not np.array_equal(found, beside)
        a, b = vector(wanted).astype(np.float64), vector(found).astype(np.float64)
        cosines.append(float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b))))
        agreeing.append(float(np.argmax(a) == np.argmax(b)) if wanted.ndim == 1 else np.nan)
    return {"texts": len(texts), "mean": float(np.mean(cosines)), "worst": min(cosines),
            "labels": float(np.nanmean(agreeing)) if not np.isnan(agreeing).all() else float("nan"),
            "depending": depending}


def card(directory: Path, source: Path, figures: dict[str, float], samples: int) -> None:
    """Writes the model card's lines."""
    labels = "" if np.isnan(figures["labels"]) else f"| texts with the same best label | {figures['labels']:.4f} |\n"
    (directory / "README.md").write_text(
        f"# {directory.name}\n\n`{source.name}`, int8 with fixed scales (NNCF {nncf.__version__}, {samples} texts of calibration).\n\n"
        f"| against fp32, {figures['texts']} texts | |\n| --- | --- |\n| mean cosine | {figures['mean']:.5f} |\n"
        f"| worst cosine | {figures['worst']:.5f} |\n{labels}"
        f"| texts whose result depends on the batch | {figures['depending']} |\n", encoding="utf-8")


def quality(directory: Path, figures: dict[str, float]) -> None:
    """Writes what Textmill checks when it reads the directory."""
    measures = {"cosine.mean": {"value": round(figures["mean"], 5), "least": LEAST_MEAN},
                "cosine.worst": {"value": round(figures["worst"], 5), "least": LEAST_WORST}}
    if not np.isnan(figures["labels"]):
        measures["labels.agreement"] = {"value": round(figures["labels"], 4), "least": LEAST_LABELS}
    file = directory / "model.onnx"
    (directory / "quality.json").write_text(json.dumps(
        {"file": file.name, "sha256": hashlib.sha256(file.read_bytes()).hexdigest(), "texts": figures["texts"],
         "measures": measures}, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """The command line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--model", type=Path, required=True, help="directory with the fp32 model")
    arguments.add_argument("--out", type=Path, required=True, help="directory to write; must not exist")
    arguments.add_argument("--calibration", type=Path, required=True, help="one text a line")
    arguments.add_argument("--texts", type=Path, required=True, help="one text a line, others")
    arguments.add_argument("--samples", type=int, default=300)
    arguments.add_argument("--count", type=int, default=1000)
    args = arguments.parse_args()
    model = onnx.load(str(model_file(args.model)))
    feeder = Feeder(args.model, model)
    calibration = lines(args.calibration, args.samples)
    small = quantise(args.model, feeder, model, calibration)
    shutil.copytree(args.model, args.out, ignore=shutil.ignore_patterns("*.onnx*", "onnx", "files.sha256", "README.md"))
    onnx.save(small, str(args.out / "model.onnx"))
    figures = measure(compiled(model_file(args.model)), compiled(args.out / "model.onnx"), feeder, lines(args.texts, args.count))
    card(args.out, args.model, figures, len(calibration))
    quality(args.out, figures)
    print(json.dumps(figures))
    if figures["mean"] < LEAST_MEAN or figures["worst"] < LEAST_WORST or figures["depending"]:
        raise SystemExit(f"{args.out}: expected a mean cosine of {LEAST_MEAN}, a worst of {LEAST_WORST} and no result that depends "
                         f"on its batch, found the figures above; do not use this model")


if __name__ == "__main__":
    main()
