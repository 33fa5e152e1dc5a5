"""Trains `personal-data`: persons, places, organisations, addresses and dates of birth in English texts.

    python -m recipe.personal_data --data DIR --out DIR
    python -m recipe.personal_data --data DIR --measure MODEL

DIR of --data holds english-free.txt, banking77-train.jsonl and, for measures only, english-research.txt. The second form
prints the F1 of a finished directory on held-out templates, held-out sentences and sentences without names.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch

from . import artefact, cards, data, entities, export, slots, stored, templates
from .entities import LABELS, Maker, Settings, Sources
from .people import Filler
from .trunk import load_tokenizer

CAPITAL = slots.re.compile(r"(?<=[a-z,;] )[A-Z]")


def chat(path: Path) -> list[str]:
    """Banking queries without a capitalised word in them, which would be a name."""
    return [t for t in data.labelled(path)[0] if not CAPITAL.search(t) and len(t) < 300]


def cases(data_dir: Path) -> dict[str, list[entities.Example]]:
    """What is measured on: names, templates and the sources of sentences are not those of the training."""
    filler = Filler(seed=97, unseen=True)
    framed, plain = slots.read(data_dir / "english-research.txt", 1200, seed=5)
    queries = chat(data_dir / "banking77-train.jsonl")
    random.Random(3).shuffle(queries)
    made = lambda lines, n: [templates.fill(lines[i % len(lines)], filler) for i in range(n)]
    return {"held-out templates": made(templates.HELD_OUT, 600),
            "held-out templates between held-out sentences": [
                entities.joined([(plain[2 * i], []), example, (plain[2 * i + 1], [])], " ")
                for i, example in enumerate(made(templates.HELD_OUT, 400))],
            "held-out sentences, names replaced": [slots.fill(f, filler) for f in framed[:800]],
            "without names: sentences": [(p, []) for p in plain[800:]],
            "without names: banking queries": [(q, []) for q in queries[:400]],
            "without names: templates": made(templates.HELD_OUT_NOTHING, 140)}


def predict(run, texts: list[str]) -> list[list[tuple[int, int, str]]]:
    """Entities of each text, one at a time; `run` gives logits `[seq, labels]` for ids."""
    tokenizer = load_tokenizer()
    found = []
    for text in texts:
        e = tokenizer.encode(text)
        best = run(e.ids)[1:-1].argmax(-1)
        offsets = e.offsets[1:-1]
        continues = [t.startswith("##") for t in e.tokens[1:-1]]
        found.append(entities.merged([LABELS[int(i)] for i in best], offsets, continues))
    return found


def measure(run, all_cases: dict[str, list[entities.Example]]) -> dict:
    """The report of the cases."""
    report = {}
    for name, examples in all_cases.items():
        found = predict(run, [text for text, _ in examples])
        if name.startswith("without"):
            report[name] = {"texts": len(examples), "with a false alarm": sum(bool(f) for f in found)}
        else:
            report[name] = entities.scores([g for _, g in examples], found)
    return report


def shown(report: dict) -> str:
    """The report as lines."""
    lines = []
    for name, r in report.items():
        if "texts" in r:
            lines.append(f"{name}: {r['with a false alarm']} of {r['texts']} texts have a false alarm")
        else:
            lines.append(f"{name}: F1 {r['all']['f1']:.3f} (precision {r['all']['precision']:.3f}, recall {r['all']['recall']:.3f}), "
                         f"characters covered {r['characters_covered']:.3f}; "
                         + ", ".join(f"{k} {v['f1']:.3f}" for k, v in r.items() if k in entities.KINDS))
    return "\n".join(lines)


def of_torch(model: entities.TokenModel):
    """Runs the model that is being trained."""
    @torch.no_grad()
    def run(ids: list[int]) -> np.ndarray:
        model.eval()
        return model(torch.tensor([ids]))[0].float().numpy()
    return run


def of_file(path: Path):
    """Runs a stored model."""
    session = artefact.session(path)

    def run(ids: list[int]) -> np.ndarray:
        row = np.array([ids])
        return session.run(["logits"], {"input_ids": row, "attention_mask": np.ones_like(row), "token_type_ids": np.zeros_like(row)})[0][0]
    return run


def write(model: entities.TokenModel, out: Path) -> None:
    """The directory without card and metrics, and an fp32 file beside it."""
    artefact.write_tokenizer(out)
    config = artefact.base_config("BertForTokenClassification", "bert")
    config.update({"id2label": {str(i): n for i, n in enumerate(LABELS)}, "label2id": {n: i for i, n in enumerate(LABELS)}})
    artefact.write_json(out / "config.json", config)
    weights = export.to_numpy(model.state_dict())
    for storage, path in (("int8", out / "model.onnx"), ("fp32", out.with_name(out.name + ".fp32.onnx"))):
        graph = export.entity_graph(weights, config["num_hidden_layers"], config["num_attention_heads"], storage)
        export.save(graph, {"logits": ["batch", "seq", len(LABELS)]}, path, out.name)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--measure", type=Path, help="a finished directory")
    parser.add_argument("--work", type=Path)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    args = parser.parse_args()
    if args.measure:
        print(shown(measure(of_file(args.measure / "model.onnx"), cases(args.data))))
        return
    s = replace(Settings(), **({"steps": args.steps} if args.steps else {}))
    framed, plain = slots.read(args.data / "english-free.txt", 60_000, seed=1)
    queries = chat(args.data / "banking77-train.jsonl")
    random.Random(3).shuffle(queries)
    sources = Sources(framed, plain, templates.TRAIN, templates.NOTHING, queries[400:])
    print(f"{len(framed)} sentences with names, {len(plain)} without, {len(queries)} queries", flush=True)
    work = args.work or args.out.with_name(args.out.name + ".work")
    model = entities.train(Maker(sources, Filler(seed=s.seed, unseen=False)), s, work)
    artefact.fresh(args.out)
    write(model, args.out)
    held_out = cases(args.data)
    report = measure(of_file(args.out / "model.onnx"), held_out)
    print(shown(report), flush=True)
    original, sentences = args.out.with_name(args.out.name + ".fp32.onnx"), "held-out sentences, names replaced"
    storage = {"folding": stored.folded(args.out / "model.onnx"),
               "fp32": measure(of_file(original), {sentences: held_out[sentences]})[sentences]["all"],
               "bytes": {"stored": (args.out / "model.onnx").stat().st_size, "fp32": original.stat().st_size}}
    metrics = {"model": args.out.name, "date": args.date, "settings": asdict(s), "sentences": {"with names": len(framed), "plain": len(plain)},
               "held_out": report, "storage": storage}
    artefact.write_json(args.out / "metrics.json", metrics)
    cards.personal_data(args.out, json.loads((args.out / "metrics.json").read_text()))


if __name__ == "__main__":
    main()
