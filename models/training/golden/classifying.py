"""The references of the classifying tasks: transformers' own pipelines on each text alone, and what a golden of them is."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np
import torch
import transformers as hf

from . import checking, exporting
from .sentences import encoded
from .writer import Golden, numbers, units, versions

LIBRARIES = ("transformers", "optimum-onnx", "torch", "onnxruntime")
THREE_LABELS = {0: "negative", 1: "neutral", 2: "positive"}
NLI = {0: "contradiction", 1: "entailment", 2: "neutral"}


def labelled(names: dict[int, str]) -> dict:
    """`id2label`, `label2id` and the count, as configurations want them."""
    return dict(num_labels=len(names), id2label=names, label2id={v: k for k, v in names.items()})


def features_of(tokenizer, text: str, pair: str | None, limit: int, model) -> dict:
    """PyTorch inputs of one text or pair alone."""
    given = tokenizer(*([text] if pair is None else [text, pair]), truncation=True, max_length=limit, return_tensors="pt")
    return {k: v for k, v in given.items() if k in exporting.accepted(model)}


def ordered(labels: dict[int, str], scores) -> list[dict]:
    """Labels by score, highest first, as the pipeline has them."""
    pairs = [{"label": labels[i], "score": round(float(s), 6)} for i, s in enumerate(scores)]
    return sorted(pairs, key=lambda entry: -entry["score"])


def text_lines(model, tokenizer, cases, limit: int):
    """A line for each text or (text, pair): `logits`, and `labels` or `value` as the text-classification pipeline gives them."""
    pipe = hf.pipeline("text-classification", model=model, tokenizer=tokenizer, device="cpu")
    raw = model.config.problem_type == "regression"
    for case in cases:
        text, pair = case if isinstance(case, tuple) else (case, None)
        line = encoded(tokenizer, text, limit, pair)
        with torch.no_grad():
            logits = model(**features_of(tokenizer, text, pair, limit, model)).logits[0]
        given = {"text": text, **({} if pair is None else {"text_pair": pair})}
        # The pipeline replaces an empty pair by none.
        found = pipe([given] if pair is None or pair else [given], top_k=None, truncation=True, max_length=limit)[0]
        found = sorted(found, key=lambda entry: -entry["score"])
        line |= {"logits": numbers(logits)}
        scores = {entry["label"]: entry["score"] for entry in found}
        labels = model.config.id2label
        wanted = logits if raw else (torch.sigmoid(logits) if sigmoid(model.config) else torch.softmax(logits, -1))
        if pair is None or pair:
            assert np.allclose([scores[labels[i]] for i in range(len(labels))], wanted.numpy(), atol=1e-5), text
        if len(labels) == 1:
            line["value"] = numbers(wanted[0])
        elif raw:
            line["values"] = numbers(wanted)
        else:
            line["labels"] = ordered(labels, wanted)
        yield line


def sigmoid(config) -> bool:
    """Whether the pipeline applies a sigmoid."""
    return config.problem_type == "multi_label_classification" or config.num_labels == 1


def first_outputs(model, tokenizer, cases, limit: int, output: str = "logits"):
    """Features and the reference's output of each case."""
    for case in cases:
        text, pair = case if isinstance(case, tuple) else (case, None)
        features = features_of(tokenizer, text, pair, limit, model)
        with torch.no_grad():
            yield {k: v.numpy() for k, v in features.items()}, model(**features)[output].numpy()


def golden(root: Path, name: str, model, tokenizer, cases, *, task: str, family: str, proves: str, export_task: str,
           make_lines=text_lines, inputs=None, limit: int = 48, after=None, layout="optimum", area="C", check=True,
           lines=True, export=None, output="logits", **about) -> Golden:
    """A whole golden of a model with a head; `inputs` chooses `torch.onnx.export` over Optimum."""
    with tempfile.TemporaryDirectory() as scratch:
        base, out = Path(scratch) / "base", Path(scratch) / "out"
        model.save_pretrained(base)
        tokenizer.save_pretrained(base)
        if inputs:
            out = base
            exporting.plain(model, out / "model.onnx", inputs, [output], **(export or {}))
        else:
            exporting.optimum(base, out, export_task, library_name="transformers", **(export or {}))
        if check:
            checking.must_equal(name, out / "model.onnx", first_outputs(model, tokenizer, cases, limit, output))
        result = Golden(root, name, area=area, family=family, task=task, layout=layout, proves=proves,
                        reference=f"transformers {task}", max_tokens=limit, **about, made_by=versions(*LIBRARIES)).take(out)
        if after:
            after(result)
        return result.write(list(make_lines(model, tokenizer, cases, limit)) if lines else None)


def entity_lines(model, tokenizer, texts, limit: int):
    """`entities` of every aggregation of the token-classification pipeline; offsets in UTF-16 code units."""
    for text in texts:
        line = encoded(tokenizer, text, limit)
        line["entities"] = {}
        at = units(text)
        for strategy in ("none", "simple", "first", "average", "max"):
            pipe = hf.pipeline("token-classification", model=model, tokenizer=tokenizer, device="cpu",
                               aggregation_strategy=strategy)
            found = pipe(text) if text.strip() else []
            line["entities"][strategy] = [
                {"label": e["entity" if strategy == "none" else "entity_group"], "score": round(float(e["score"]), 6),
                 "start": at[e["start"]], "end": at[e["end"]], "text": text[e["start"]:e["end"]]} for e in found]
        yield line


def mask_lines(model, tokenizer, texts, limit: int):
    """`masks` with the first five candidates of the fill-mask pipeline; `perplexity` of texts without a mask."""
    pipe = hf.pipeline("fill-mask", model=model, tokenizer=tokenizer, device="cpu", top_k=5)
    for text in texts:
        text = text.replace("{mask}", tokenizer.mask_token)
        line = encoded(tokenizer, text, limit)
        places = [i for i, token in enumerate(line["ids"]) if token == tokenizer.mask_token_id]
        if places:
            found = pipe(text, tokenizer_kwargs={"truncation": True, "max_length": limit})
            found = found if len(places) > 1 else [found]
            line["masks"] = [
                {"start": line["offsets"][i][0], "end": line["offsets"][i][1],
                 "candidates": [{"token": c["token_str"], "id": c["token"], "score": round(c["score"], 6)} for c in each]}
                for i, each in zip(places, found)]
        else:
            line["perplexity"] = perplexity(model, tokenizer, text, limit)
        yield line


def perplexity(model, tokenizer, text: str, limit: int):
    """exp of the mean negative log-likelihood of each real token, that token alone masked; nothing for no token."""
    features = features_of(tokenizer, text, None, limit, model)
    ids = features["input_ids"][0]
    special = tokenizer.get_special_tokens_mask(ids.tolist(), already_has_special_tokens=True)
    losses = []
    for i in (i for i, s in enumerate(special) if not s):
        masked = ids.clone()
        masked[i] = tokenizer.mask_token_id
        with torch.no_grad():
            logits = model(**{**features, "input_ids": masked[None]}).logits[0, i]
        losses.append(-torch.log_softmax(logits, -1)[ids[i]].item())
    return round(float(np.exp(np.mean(losses))), 4) if losses else None


def replaced_lines(model, tokenizer, texts, limit: int):
    """`logits` and `probabilities` of each token, special ones included."""
    for text in texts:
        line = encoded(tokenizer, text, limit)
        with torch.no_grad():
            logits = model(**features_of(tokenizer, text, None, limit, model)).logits[0]
        yield {**line, "logits": numbers(logits), "probabilities": numbers(torch.sigmoid(logits))}


def zero_shot_lines(labels: list[str], template: str):
    """`zero_shot`: `single` and `multi` as the zero-shot pipeline gives them, labels by score."""

    def make(model, tokenizer, texts, limit: int):
        pipe = hf.pipeline("zero-shot-classification", model=model, tokenizer=tokenizer, device="cpu")
        for text in (t for t in texts if t):
            # The pipeline asks for only_first and lets the tokenizer's own limit cut.
            pairs = [tokenizer(text, template.format(label), truncation="only_first", max_length=limit)["input_ids"]
                     for label in labels]
            line = {"text": text, "pair_ids": pairs, "zero_shot": {}}
            for kind in ("single", "multi"):
                found = pipe(text, labels, hypothesis_template=template, multi_label=kind == "multi")
                line["zero_shot"][kind] = [{"label": label, "score": round(score, 6)}
                                           for label, score in zip(found["labels"], found["scores"])]
            yield line

    return make


def write_json(path: Path, content) -> None:
    """JSON as the libraries indent it."""
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
