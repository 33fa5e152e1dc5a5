"""Trains `clinc150-intents`: 150 intents and an out-of-scope probability.

    python -m recipe.clinc150 --data DIR --out DIR [--shared 3 --graph all-minilm-l6-v2/model.onnx --weights all-minilm-l6-v2.onnx]
    python -m recipe.clinc150 --data DIR --out DIR --start DIR --halves [...]

DIR of --data holds clinc150-{train,val}.jsonl, clinc150-oos-{train,val}.jsonl and english-free.txt.
"""

from __future__ import annotations

from pathlib import Path

from . import artefact, cards, classifier, data, halves


def load(directory: Path) -> classifier.Labelled:
    """CLINC150 with the out-of-scope training queries and sentences of free text as outliers."""
    read = lambda name: data.labelled(directory / f"clinc150-{name}.jsonl")
    sentences = data.short_sentences(directory / "english-free.txt", 10**6, seed=1, words=(4, 14))
    return classifier.Labelled("clinc150", read("train"), read("val"), [read("oos-train")[0], sentences],
                               read("oos-val")[0])


def main() -> None:
    """Command line."""
    args = classifier.arguments(__doc__, halves=True)
    given, s = load(args.data), classifier.settings(args)
    if args.halves:
        model, names, *judged = halves.train(given, s, args.work, args.start)
        section, measured = classifier.fitted(*judged, given, names)
    else:
        model, names = classifier.train(given, s, args.work, args.start)
        section, measured = classifier.calibrate(model, given, names)
    finish(model, names, section, measured, given, s, args)


def finish(model, names: list[str], section: dict, measured: dict, given: classifier.Labelled, s, args) -> None:
    """Writes the directory with its card and metrics."""
    artefact.fresh(args.out)
    classifier.write(model, names, section, args)
    texts = given.held_out[0] + given.outside_held_out
    metrics = {"model": "clinc150-intents", "date": args.date, **classifier.describe(s, given),
               "stages": classifier.stages(s, args.start), "halves": args.halves, "held_out": measured}
    if args.halves:
        metrics["train_texts"] += len(given.held_out[0]) // 2
    else:
        metrics["held_out_stored"] = classifier.stored_measures(args.out, given, names, section["out_of_scope_threshold"])
    metrics["storage"] = classifier.storage_report(args.out, texts[::4])
    artefact.write_json(args.out / "metrics.json", metrics)
    cards.intents(args.out, metrics)
    print(metrics)


if __name__ == "__main__":
    main()
