"""What each number of layers that a model shares with all-MiniLM-L6-v2 gives and costs.

    python -m recipe.layers time    --graph ../src/main/resources/textmill/models/all-minilm-l6-v2/model.onnx --weights WEIGHTS \\
                                    --texts texts.txt [--limit 100 --rounds 3]
    python -m recipe.layers quality --data DATA --model DIR

`time`: processor time of the layers below and above each cut against the whole, one thread, sorted to 256 padded tokens, in turn.
`quality`: CLINC150's validation split with DIR's upper layers above those of all-MiniLM-L6-v2, without any training above them;
DIR is a model that was trained whole by `recipe.clinc150`.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper

from . import artefact, clinc150, export, intents, scope, shared
from .stored import budgeted

HIDDEN = ["batch", "seq", 384]


def cut(graph: Path, layers: int, weights: Path, out: Path) -> tuple[Path, Path, str]:
    """Writes what is below and above the end of a layer; the name of the hidden states between them."""
    whole, low = onnx.load(str(graph), load_external_data=False), shared.lower(graph, layers)
    below = {name for node in low.nodes for name in node.output}
    state = helper.make_tensor_value_info(low.hidden, TensorProto.FLOAT, HIDDEN)
    rest = [node for node in whole.graph.node if not below & set(node.output) or low.mask in node.output]
    used = {name for node in rest for name in node.input}
    above = ([t for t in whole.graph.initializer if t.name in used], [i for i in whole.graph.input if i.name in used])
    inputs = [i for i in whole.graph.input if any(i.name in node.input for node in low.nodes)]
    parts = (("below", low.nodes, inputs, [state], low.tensors),
             ("above", rest, [*above[1], state], list(whole.graph.output), above[0]))
    for name, nodes, given, results, tensors in parts:
        model = helper.make_model(helper.make_graph(nodes, name, given, results, tensors), opset_imports=low.opsets,
                                  ir_version=whole.ir_version)
        onnx.save(model, str(out / f"{name}{layers}.onnx"))
    return out / f"below{layers}.onnx", out / f"above{layers}.onnx", low.hidden


def spent(run, feed: dict) -> tuple[float, np.ndarray]:
    """Processor time of a run, and its first output."""
    at = time.process_time()
    result = run.run(None, {i.name: feed[i.name] for i in run.get_inputs()})[0]
    return time.process_time() - at, result


def times(args: argparse.Namespace) -> None:
    """Prints a table of the parts' shares and of what they are worth."""
    args.work.mkdir(parents=True, exist_ok=True)
    shared.put_weights(args.weights, args.work)
    whole = args.work / "whole.onnx"
    whole.write_bytes(args.graph.read_bytes())
    session, cuts = artefact.session(whole), {}
    for k in range(1, 6):
        below, above, hidden = cut(args.graph, k, args.weights, args.work)
        cuts[k] = (artefact.session(below), artefact.session(above), hidden)
    texts = [line for line in args.texts.read_text(encoding="utf-8").splitlines() if line.strip()][: args.limit]
    rounds = []
    for _ in range(args.rounds):
        total = dict.fromkeys([0, *((k, part) for k in cuts for part in ("below", "above"))], 0.0)
        for feed in budgeted(texts):
            seconds, expected = spent(session, feed)
            total[0] += seconds
            for k, (below, above, hidden) in cuts.items():
                seconds, states = spent(below, feed)
                total[k, "below"] += seconds
                seconds, result = spent(above, {**feed, hidden: states})
                total[k, "above"] += seconds
                if not np.array_equal(result, expected):
                    raise SystemExit(f"cut above {k} layers, a result is another")
        rounds.append(total)
    median = {key: statistics.median(r[key] for r in rounds) for key in rounds[0]}
    print("| shared | below | above | two, both | three, two of them | three, all |\n" + "| --- " * 6 + "|")
    for k in cuts:
        b, a = median[k, "below"] / median[0], median[k, "above"] / median[0]
        print(f"| {k} | {b:.2f} | {a:.2f} | {2 / (b + 2 * a):.2f} | {3 / (b + 2 * a + 1):.2f} | {3 / (b + 3 * a):.2f} |")


@torch.no_grad()
def quality(args: argparse.Namespace) -> None:
    """Prints in-scope accuracy and out-of-scope AUROC for each number of layers."""
    given, weights = clinc150.load(args.data), export.read_weights(args.model / "model.onnx")
    names = sorted(set(given.train[1]))
    truth = torch.tensor([names.index(label) for label in given.held_out[1]])
    for k in range(6):
        model = intents.IntentModel(len(names), 0.0, k)
        model.begin_with(weights)
        logits, outside = (intents.predict(model.eval(), texts)[0] for texts in (given.held_out[0], given.outside_held_out))
        print(f"| {k} | {(logits.argmax(-1) == truth).float().mean():.3f} | "
              f"{scope.auroc(scope.energy(logits), scope.energy(outside)):.3f} |", flush=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(dest="kind", required=True)
    timed = kinds.add_parser("time")
    for name in ("--graph", "--weights", "--texts"):
        timed.add_argument(name, type=Path, required=True)
    timed.add_argument("--work", type=Path, default=Path("layers.work"), help="directory for the parts")
    timed.add_argument("--limit", type=int, default=100)
    timed.add_argument("--rounds", type=int, default=3)
    measured = kinds.add_parser("quality")
    measured.add_argument("--data", type=Path, required=True)
    measured.add_argument("--model", type=Path, required=True)
    args = parser.parse_args()
    (times if args.kind == "time" else quality)(args)


if __name__ == "__main__":
    main()
