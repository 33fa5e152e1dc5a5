"""Embedding goldens: a sentence-transformers model saved by the library, its graph, and `encode` of each text alone."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers import models as st
from tokenizers import normalizers

from . import checking, exporting
from .texts import TEXTS
from .vocabularies import LIMIT
from .writer import Golden, numbers, utf16, versions

LIBRARIES = ("sentence-transformers", "transformers", "optimum-onnx", "torch", "onnxruntime")


def as_six(word) -> None:
    """Lets the Transformer of 5.x tokenize as that of 6.x: no `strip()`, lower-casing as a normaliser before the others."""
    tokenizer = word.tokenizer
    if word.do_lower_case:
        first = tokenizer.backend_tokenizer.normalizer
        tokenizer.backend_tokenizer.normalizer = normalizers.Sequence([normalizers.Lowercase(), *([first] if first else [])])

    def tokenize(texts, padding=True):
        return tokenizer(texts, padding=padding, truncation="longest_first", return_tensors="pt",
                         max_length=word.max_seq_length)

    word.tokenize = tokenize


def encoded(tokenizer, text: str, limit: int, pair: str | None = None) -> dict:
    """`text`, `pair`, `ids`, `offsets` (UTF-16, in the text as it was given) and type ids unless all are 0."""
    encoding = tokenizer(*([text] if pair is None else [text, pair]), truncation=True, max_length=limit,
                         return_offsets_mapping=True)
    line = {"text": text, **({} if pair is None else {"pair": pair}), "ids": encoding["input_ids"]}
    offsets = encoding["offset_mapping"]
    if pair is not None:
        sides = encoding.sequence_ids()
        first = [o if side == 0 else (0, 0) for o, side in zip(offsets, sides)]
        second = [o if side == 1 else (0, 0) for o, side in zip(offsets, sides)]
        line["sides"] = [-1 if s is None else s for s in sides]
        line["offsets"] = [a if s == 0 else b for a, b, s in zip(utf16(text, first), utf16(pair, second), sides)]
    else:
        line["offsets"] = utf16(text, offsets)
    types = encoding.get("token_type_ids")
    if types and any(types):
        line["type_ids"] = types
    return line


def lines(model: SentenceTransformer, texts, prompt: str | None = None, **settings):
    """A line a text: ids as the model's own `tokenize` gives them, and `embedding` as its `encode` gives it."""
    head = model[0]
    for text in texts:
        if prompt:
            features = model.tokenize([prompt + text])
            line = {"text": text, "prompt": prompt, "ids": features["input_ids"][0].tolist()}
        else:
            line = encoded(head.tokenizer, text, head.max_seq_length)
            assert line["ids"] == model.tokenize([text])["input_ids"][0].tolist(), text
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            vector = model.encode([text], show_progress_bar=False, prompt=prompt, **settings)[0]
        yield {**line, "embedding": numbers(vector)}


def hidden_cases(model: SentenceTransformer, texts):
    """Features and last hidden states of each text alone, to hold the graph against."""
    for text in texts:
        features = model.tokenize([text])
        with torch.no_grad():
            hidden = model[0].auto_model(**{k: v for k, v in features.items()
                                            if k in exporting.accepted(model[0].auto_model)}, return_dict=True)
        yield ({k: v.numpy() for k, v in features.items()}, hidden.last_hidden_state.numpy())


class Sentence:
    """A sentence-transformers model with random weights, saved by the library to `saved`."""

    def __init__(self, scratch: Path, transformer, tokenizer, *modules, limit: int = LIMIT, arguments=None, **settings):
        self.base, self.saved = scratch / "base", scratch / "saved"
        transformer.save_pretrained(self.base)
        tokenizer.save_pretrained(self.base)
        word = st.Transformer(str(self.base), max_seq_length=limit, model_args={"attn_implementation": "eager"},
                              **(arguments or {}))
        word.auto_model.eval()
        self.model = SentenceTransformer(modules=[word, *modules], device="cpu", **settings)
        self.model.eval()
        as_six(word)
        self.model.save_pretrained(str(self.saved), create_model_card=False)

    def onnx(self, opset: int | None = None) -> None:
        """Adds `onnx/model.onnx` as `SentenceTransformer(..., backend="onnx")` exports it."""
        out = self.saved.parent / "exported"
        exporting.optimum(self.base, out, "feature-extraction", opset=opset, library_name="transformers")
        (self.saved / "onnx").mkdir(exist_ok=True)
        for file in out.glob("model.onnx*"):
            file.replace(self.saved / "onnx" / file.name)

    def plain(self, inputs: list[str], **settings) -> None:
        """Adds `onnx/model.onnx` by `torch.onnx.export`."""
        exporting.plain(self.model[0].auto_model, self.saved / "onnx" / "model.onnx", inputs, ["last_hidden_state"],
                        **settings)


def golden(root: Path, name: str, transformer, tokenizer, *modules, family: str, proves: str, texts=TEXTS,
           inputs: list[str] | None = None, options=None, after=None, prompt=None, limit: int = LIMIT, check: bool = True,
           settings=None, area: str = "A", layout: str = "sentence-transformers", export=None, encode=None,
           **about) -> Golden:
    """Makes a whole golden; `inputs` chooses `torch.onnx.export` over Optimum, `after` edits the directory."""
    with tempfile.TemporaryDirectory() as scratch:
        made = Sentence(Path(scratch), transformer, tokenizer, *modules, limit=limit, **(settings or {}))
        made.plain(inputs, **(export or {})) if inputs else made.onnx(**(export or {}))
        if check:
            checking.must_equal(name, made.saved / "onnx" / "model.onnx", hidden_cases(made.model, texts))
        result = Golden(root, name, area=area, family=family, task="embedding", layout=layout, proves=proves,
                        reference="sentence-transformers encode, texts as they are", max_tokens=made.model[0].max_seq_length,
                        **({"options": options} if options else {}), **about, made_by=versions(*LIBRARIES))
        result.take(made.saved)
        if after:
            after(result)
        return result.write(lines(made.model, texts, prompt, **(encode or {})))


def pooling(width: int, *modes: str, **settings):
    """A Pooling module with the modes given."""
    names = {"cls": "cls_token", "mean": "mean_tokens", "max": "max_tokens", "mean_sqrt_len_tokens": "mean_sqrt_len_tokens",
             "weightedmean": "weightedmean_tokens", "lasttoken": "lasttoken"}
    return st.Pooling(width, **{f"pooling_mode_{v}": k in modes for k, v in names.items()}, **settings)


def spread_dense(width: int, out: int, seed: int, activation=None, bias: bool = True):
    """A Dense module with seeded weights."""
    generator = np.random.default_rng(seed)
    weight = torch.tensor(generator.normal(0, 0.3, (out, width)), dtype=torch.float32)
    start = torch.tensor(generator.normal(0, 0.1, out), dtype=torch.float32) if bias else None
    return st.Dense(width, out, bias=bias, activation_function=activation or torch.nn.Tanh(), init_weight=weight,
                    init_bias=start)
