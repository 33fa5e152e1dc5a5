"""Compares a stored int8 model with its fp32 original: quality, speed, load time, and what ONNX Runtime folds."""

from __future__ import annotations

import collections
import tempfile
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from scipy.stats import spearmanr

from .artefact import session
from .trunk import load_tokenizer


def feeds(texts: list[str], size: int = 16) -> list[dict[str, np.ndarray]]:
    """Padded batches of the texts, sorted by length."""
    encoded = sorted((e.ids for e in load_tokenizer().encode_batch(texts)), key=len)
    batches = []
    for k in range(0, len(encoded), size):
        batches.append(padded(encoded[k : k + size]))
    return batches


def padded(rows: list[list[int]]) -> dict[str, np.ndarray]:
    """Rows, the longest last, as one batch."""
    ids = np.zeros((len(rows), len(rows[-1])), np.int64)
    mask = np.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[i, : len(row)], mask[i, : len(row)] = row, 1
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}


def budgeted(texts: list[str], tokens: int = 256) -> list[dict[str, np.ndarray]]:
    """The texts sorted by length, in batches of at most so many padded tokens."""
    encoded, batches = sorted((e.ids for e in load_tokenizer().encode_batch(texts)), key=len), [[]]
    for row in encoded:
        if batches[-1] and (len(batches[-1]) + 1) * len(row) > tokens:
            batches.append([])
        batches[-1].append(row)
    return [padded(rows) for rows in batches]


def outputs(path: Path, batches: list[dict[str, np.ndarray]], name: str) -> list[np.ndarray]:
    """One output's values for each batch, padding left out when the output is per token."""
    run = session(path)
    values = []
    for feed in batches:
        out = run.run([name], feed)[0]
        if out.shape == feed["input_ids"].shape:
            keep = (feed["input_ids"] != 0) & (feed["input_ids"] != 101) & (feed["input_ids"] != 102)
            values.append(out[keep][:, None])
        else:
            values.append(out.reshape(len(out), -1))
    return values


def agreement(stored: Path, original: Path, texts: list[str], name: str = "logits") -> dict:
    """Mean cosine per text (or over all tokens), rank correlation, largest difference, equal predictions."""
    batches = feeds(texts)
    a, b = np.concatenate(outputs(stored, batches, name)), np.concatenate(outputs(original, batches, name))
    report = {"rank_correlation": round(float(spearmanr(a.ravel(), b.ravel()).statistic), 6),
              "largest_difference": round(float(np.abs(a - b).max()), 4)}
    if a.shape[1] > 1:
        cosine = (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
        report["cosine_mean"], report["cosine_min"] = round(float(cosine.mean()), 6), round(float(cosine.min()), 6)
        report["same_label"] = round(float((a.argmax(1) == b.argmax(1)).mean()), 5)
    else:
        report["cosine"] = round(float((a * b).sum() / np.linalg.norm(a) / np.linalg.norm(b)), 6)
    return report


def batch_mates(path: Path, texts: list[str], name: str = "logits") -> float:
    """Largest difference between a text's result alone and the same text in a padded batch."""
    run, worst = session(path), 0.0
    for feed in feeds(texts, 8):
        together = run.run([name], feed)[0]
        for i in range(len(together)):
            n = int(feed["attention_mask"][i].sum())
            alone = run.run([name], {k: v[i : i + 1, :n] for k, v in feed.items()})[0][0]
            mine = together[i, :n] if together.shape == feed["input_ids"].shape else together[i]
            worst = max(worst, float(np.abs(alone - mine).max()))
    return worst


def folded(path: Path) -> dict:
    """Nodes that are left after ONNX Runtime's basic optimisation, and how many weights were expanded at load."""
    with tempfile.TemporaryDirectory() as directory:
        target = Path(directory) / "optimised.onnx"
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(target)
        onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        graph = onnx.load(str(target), load_external_data=False).graph
    kinds = collections.Counter(n.op_type for n in graph.node)
    before = collections.Counter(n.op_type for n in onnx.load(str(path), load_external_data=False).graph.node)
    constants = {t.name for t in graph.initializer}
    products = [n for n in graph.node if n.op_type in ("MatMul", "Attention")]
    return {"cast_before": before["Cast"], "cast_after": kinds["Cast"], "mul_before": before["Mul"],
            "mul_after": kinds["Mul"], "matrix_products": len(products),
            "with_constant_fp32_weight": sum(n.input[1] in constants for n in products)}


def cost(stored: Path, original: Path, texts: list[str], rounds: int = 5) -> dict:
    """Least load time and least time for all texts over some rounds, taken in turn, one thread."""
    batches = feeds(texts)
    load: dict[str, list[float]] = {"stored": [], "fp32": []}
    work: dict[str, list[float]] = {"stored": [], "fp32": []}
    for _ in range(rounds):
        for key, path in (("stored", stored), ("fp32", original)):
            at = time.perf_counter()
            run = session(path)
            load[key].append(time.perf_counter() - at)
            run.run(None, batches[0])
            at = time.perf_counter()
            for feed in batches:
                run.run(None, feed)
            work[key].append(time.perf_counter() - at)
    return {"load_seconds": {k: round(min(v), 3) for k, v in load.items()},
            "texts_per_second_one_thread": {k: round(len(texts) / min(v), 1) for k, v in work.items()},
            "bytes": {"stored": stored.stat().st_size, "fp32": original.stat().st_size}}
