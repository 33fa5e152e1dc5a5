"""From labelled queries to a finished classifier directory; CLINC150 and Banking77 run this very code."""

from __future__ import annotations

import argparse
import datetime
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch

from . import artefact, export, intents, scope, shared, stored
from .trunk import load_tokenizer, load_trunk

PRIOR_OUT_OF_SCOPE = 0.10
FALSE_ALARMS = 0.03


@dataclass(frozen=True)
class Labelled:
    """Texts and labels for training and for held-out measures, and out-of-scope texts for both."""

    name: str
    train: tuple[list[str], list[str]]
    held_out: tuple[list[str], list[str]]
    outliers: list[list[str]]
    outside_held_out: list[str]


def arguments(description: str, halves: bool = False) -> argparse.Namespace:
    """The command line that both data sets share; with `--halves` where the recipe knows it."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="directory of the data files")
    parser.add_argument("--out", type=Path, required=True, help="model directory to write")
    parser.add_argument("--work", type=Path, help="directory for checkpoints (default: OUT.work)")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--trunk-rate", type=float, help="learning rate of the top layer")
    parser.add_argument("--head-rate", type=float)
    parser.add_argument("--average", type=float, help="share of the average of the weights that a step keeps")
    parser.add_argument("--shared", type=int, default=0, metavar="LAYERS",
                        help="lower layers of all-MiniLM-L6-v2 to keep frozen and to share with it")
    parser.add_argument("--graph", type=Path, help="with --shared: model.onnx of the shipped all-minilm-l6-v2")
    parser.add_argument("--weights", type=Path, help="with --shared: all-minilm-l6-v2.onnx of the jar that it names")
    parser.add_argument("--start", type=Path, help="model directory of this recipe whose layers to begin with")
    if halves:
        parser.add_argument("--halves", action="store_true",
                            help="train twice, each time with another half of the held-out queries, and take the mean")
    parser.add_argument("--date", default=datetime.date.today().isoformat(), help="date on the model card")
    args = parser.parse_args()
    if args.shared and not (args.graph and args.weights):
        parser.error("--shared needs --graph and --weights")
    if halves and args.halves and not args.start:
        parser.error("--halves needs --start: a mean of weights that began apart is no model")
    args.work = args.work or args.out.with_name(args.out.name + ".work")
    return args


def settings(args: argparse.Namespace) -> intents.Settings:
    """The recipe's settings with what the command line changes."""
    given = (("epochs", args.epochs), ("seed", args.seed), ("trunk_rate", args.trunk_rate), ("head_rate", args.head_rate),
             ("average", args.average), ("frozen", args.shared))
    changes = {k: v for k, v in given if v is not None}
    return replace(intents.Settings(), **changes)


def train(given: Labelled, s: intents.Settings, work: Path, start: Path | None = None) -> tuple[intents.IntentModel, list[str]]:
    """The trained model and its labels in order."""
    names = sorted(set(given.train[1]))
    index = {name: i for i, name in enumerate(names)}

    def report(model: intents.IntentModel) -> None:
        if given.held_out[0]:
            print("held out", {k: round(v, 4) for k, v in quick(model, given, index).items()}, flush=True)

    model = intents.train(given.train[0], [index[y] for y in given.train[1]], given.outliers, s, work, report,
                          export.read_weights(start / "model.onnx") if start else None)
    return model, names


def quick(model: intents.IntentModel, given: Labelled, index: dict[str, int]) -> dict[str, float]:
    """Held-out accuracy and, when there are out-of-scope texts, AUROC of each score."""
    logits, _ = intents.predict(model, given.held_out[0])
    truth = torch.tensor([index[y] for y in given.held_out[1]])
    report = {"accuracy": float((logits.argmax(-1) == truth).float().mean())}
    if given.outside_held_out:
        outside, _ = intents.predict(model, given.outside_held_out)
        report.update({n: scope.auroc(f(logits), f(outside)) for n, f in scope.METHODS.items()})
    return report


def calibrate(model: intents.IntentModel, given: Labelled, names: list[str]) -> tuple[dict, dict]:
    """The `textmill` part of the configuration, and the held-out measures."""
    index = {name: i for i, name in enumerate(names)}
    logits, features = intents.predict(model, given.held_out[0])
    outside, outside_features = intents.predict(model, given.outside_held_out)
    _, train_features = intents.predict(model, given.train[0])
    distance = scope.Mahalanobis(train_features, [index[y] for y in given.train[1]])
    section, measured = fitted(logits, outside, given, names)
    measured["out_of_scope_auroc"]["mahalanobis"] = round(scope.auroc(distance(features), distance(outside_features)), 4)
    return section, measured


def fitted(logits: torch.Tensor, outside: torch.Tensor, given: Labelled, names: list[str]) -> tuple[dict, dict]:
    """As `calibrate`, of the logits of the held-out texts in scope and out of scope."""
    index = {name: i for i, name in enumerate(names)}
    truth = torch.tensor([index[y] for y in given.held_out[1]])
    t = scope.temperature(logits, truth)
    aurocs = {n: scope.auroc(f(logits), f(outside)) for n, f in scope.METHODS.items()}
    best = max(aurocs, key=aurocs.get)
    score = scope.METHODS[best]
    slope, intercept = scope.platt(score(logits), score(outside), PRIOR_OUT_OF_SCOPE)
    inside_p = torch.sigmoid(slope * score(logits) + intercept)
    outside_p = torch.sigmoid(slope * score(outside) + intercept)
    threshold = float(torch.quantile(inside_p, 1.0 - FALSE_ALARMS))
    right = logits.argmax(-1) == truth
    confidence = torch.softmax(logits / t, -1).max(-1).values
    section = {"pooling": "mean", "calibration": {"temperature": round(t, 6)},
               "out_of_scope": {"method": best, "slope": slope, "intercept": intercept, "prior": PRIOR_OUT_OF_SCOPE},
               "out_of_scope_threshold": round(threshold, 6)}
    measured = {"in_scope_accuracy": round(float(right.float().mean()), 4),
                "expected_calibration_error": round(scope.calibration_error(confidence, right), 4),
                "out_of_scope_auroc": {k: round(v, 4) for k, v in aurocs.items()}, "out_of_scope_score": best,
                "at_threshold": {"in_scope_flagged": round(float((inside_p >= threshold).float().mean()), 4),
                                 "out_of_scope_flagged": round(float((outside_p >= threshold).float().mean()), 4)},
                "texts": {"in_scope": len(truth), "out_of_scope": len(outside)}}
    return section, measured


def write(model: intents.IntentModel, names: list[str], section: dict, args: argparse.Namespace) -> dict:
    """Writes the directory without card and metrics, and an fp32 file beside it; returns the configuration."""
    out, lower = args.out, None
    artefact.write_tokenizer(out)
    if args.shared:
        lower = shared.lower(args.graph, args.shared)
        shared.check(load_trunk(), args.weights)
        section = {**section, "shared_layers": args.shared}
        for directory in (out, out.parent):
            shared.put_weights(args.weights, directory)
    config = artefact.base_config("BertForSequenceClassification", "bert")
    config.update({"id2label": {str(i): n for i, n in enumerate(names)}, "label2id": {n: i for i, n in enumerate(names)},
                   "problem_type": "single_label_classification", "textmill": section})
    artefact.write_json(out / "config.json", config)
    weights = export.to_numpy(model.state_dict())
    shape = {"logits": ["batch", len(names)], "out_of_scope": ["batch"]}
    for storage, path in (("int8", out / "model.onnx"), ("fp32", out.with_name(out.name + ".fp32.onnx"))):
        graph = export.intent_graph(weights, config["num_hidden_layers"], config["num_attention_heads"],
                                    section["out_of_scope"], storage, lower)
        export.save(graph, shape, path, out.name)
    return config


def storage_report(out: Path, texts: list[str]) -> dict:
    """What storing as int8 costs, measured on the texts."""
    original = out.with_name(out.name + ".fp32.onnx")
    report = {"agreement": stored.agreement(out / "model.onnx", original, texts),
              "out_of_scope_agreement": stored.agreement(out / "model.onnx", original, texts, "out_of_scope"),
              "folding": stored.folded(out / "model.onnx"),
              "largest_difference_between_alone_and_in_a_batch": stored.batch_mates(out / "model.onnx", texts[:64]),
              "cost": stored.cost(out / "model.onnx", original, texts[:200])}
    return report


def stored_measures(out: Path, given: Labelled, names: list[str], threshold: float) -> dict:
    """Held-out accuracy and out-of-scope AUROC of the int8 file itself, in ONNX Runtime."""
    run, tokenizer = artefact.session(out / "model.onnx"), load_tokenizer()

    def outputs(texts: list[str]) -> tuple[np.ndarray, torch.Tensor]:
        logits, outside = [], []
        for text in texts:
            ids = np.array([tokenizer.encode(text).ids])
            feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
            a, b = run.run(["logits", "out_of_scope"], feed)
            logits.append(a[0])
            outside.append(b[0])
        return np.array(logits), torch.tensor(np.array(outside))

    logits, inside = outputs(given.held_out[0])
    _, outside = outputs(given.outside_held_out)
    right = [names[i] == y for i, y in zip(logits.argmax(1), given.held_out[1])]
    return {"in_scope_accuracy": round(float(np.mean(right)), 4),
            "out_of_scope_auroc": round(scope.auroc(inside, outside), 4),
            "in_scope_flagged": round(float((inside >= threshold).float().mean()), 4),
            "out_of_scope_flagged": round(float((outside >= threshold).float().mean()), 4)}


def stages(s: intents.Settings, start: Path | None) -> list[dict]:
    """Settings of each training in order, those of the models that were begun with first."""
    earlier = json.loads((start / "metrics.json").read_text()) if start else {}
    return earlier.get("stages", [earlier["settings"]] if earlier else []) + [asdict(s)]


def describe(s: intents.Settings, given: Labelled) -> dict:
    """Settings and sizes for metrics.json."""
    return {"settings": asdict(s), "train_texts": len(given.train[0]),
            "device": "cuda" if torch.cuda.is_available() else f"cpu, {torch.get_num_threads()} threads"}
