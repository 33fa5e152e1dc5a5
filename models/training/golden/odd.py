"""Area H: directories as people have them: files of other years, tokenizers with unusual settings, other families."""

from __future__ import annotations

import json
from pathlib import Path

import transformers as hf

from .chains import trunk
from .encoders import eager
from .settings import TEXTS, both, config, edit, golden, roberta
from .vocabularies import byte_pieces
from .weights import spread


def wide(model, tokenizer, more: int, seed: int):
    """A BERT with rows for more tokens than the vocabulary of `tokenizer.json` has."""
    size = len(tokenizer) + more
    return spread(hf.BertModel(eager(hf.BertConfig(**{**model.config.to_dict(), "vocab_size": size})),
                               add_pooling_layer=False), seed)


def old_config(directory: Path) -> None:
    """What transformers up to 4.33 wrote: no `added_tokens_decoder`; the special tokens are in `special_tokens_map.json`."""
    edit(directory / "tokenizer_config.json", added_tokens_decoder=None, additional_special_tokens=None)


def make_specials(root: Path) -> None:
    """Tokens that files beside tokenizer.json name."""
    model, tokenizer = trunk()

    def mapped(directory):
        old_config(directory)
        edit(directory / "special_tokens_map.json", additional_special_tokens=["[Q]", {
            "content": "<user>", "lstrip": True, "normalized": False, "rstrip": False, "single_word": False}])

    golden(root, "odd-special-tokens-map", wide(model, tokenizer, 2, 111), tokenizer, mapped,
           texts=[*TEXTS[:4], "[Q] what is this?", "a <user>b", "a[Q]b [q] [CLS]"],
           proves="an older tokenizer_config.json: special tokens that only special_tokens_map.json has")

    def added(directory):
        old_config(directory)
        (directory / "added_tokens.json").write_text(json.dumps({"weather": len(tokenizer), "[Q]": len(tokenizer) + 1}))
        edit(directory / "special_tokens_map.json", additional_special_tokens=["[Q]"])

    golden(root, "odd-added-tokens", wide(model, tokenizer, 2, 112), tokenizer, added,
           texts=[*TEXTS[:4], "the WEATHER in Paris", "weathers [Q] what?", "[q]weather"],
           proves="added_tokens.json beside an older tokenizer_config.json: words are normalised, special tokens are not")

    golden(root, "odd-split-special", *trunk(), config(split_special_tokens=True),
           texts=[*TEXTS[:3], "a [SEP] b [MASK]", "[CLS][PAD]"],
           proves="split_special_tokens: special tokens inside of a text are text")

    def ignored(directory):
        edit(directory / "special_tokens_map.json", additional_special_tokens=["weather"])

    golden(root, "odd-special-tokens-map-ignored", *trunk(), ignored, texts=[*TEXTS[:3], "the weather in Paris"],
           proves="tokenizer_config.json with added_tokens_decoder: special_tokens_map.json is not read")


def make_sides(root: Path) -> None:
    """Sides that only tokenizer.json has."""
    direction = {"direction": "Left", "max_length": 16, "strategy": "LongestFirst", "stride": 0}
    golden(root, "odd-truncation-left-baked", *trunk(), both(config(truncation_side=None), lambda d: edit(
        d / "tokenizer.json", truncation=direction)), proves="direction Left of the truncation in tokenizer.json, and no truncation_side")
    pad = {"strategy": "BatchLongest", "direction": "Left", "pad_to_multiple_of": None, "pad_id": 0, "pad_type_id": 0,
           "pad_token": "[PAD]"}
    golden(root, "odd-padding-left-baked", *trunk(), both(config(padding_side=None), lambda d: edit(
        d / "tokenizer.json", padding=pad)), padding="left", padding_changes_results=True,
        proves="direction Left of the padding in tokenizer.json, and no padding_side: the values are those of a text alone")


def make_files(root: Path) -> None:
    """Files that are not there."""
    gone = lambda *names: lambda d: [(d / name).unlink(missing_ok=True) for name in names]
    golden(root, "odd-tokenizer-json-alone", *trunk(), gone("tokenizer_config.json", "special_tokens_map.json", "vocab.txt"),
           proves="tokenizer.json and no other file of the tokenizer")
    golden(root, "odd-roberta-tokenizer-json-alone", *roberta(),
           gone("tokenizer_config.json", "special_tokens_map.json", "vocab.json", "merges.txt"), family="roberta",
           proves="tokenizer.json and no other file of the tokenizer")
    def twice(directory):
        lines = (directory / "vocab.txt").read_text(encoding="utf-8").split("\n")
        lines[110:110] = ["weather", "weather"]
        (directory / "vocab.txt").write_text("\n".join(lines), encoding="utf-8")
        gone("tokenizer.json")(directory)

    model, tokenizer = trunk()
    golden(root, "odd-vocab-twice", wide(model, tokenizer, 2, 113), tokenizer, twice,
           proves="vocab.txt with a piece that stands there twice: lines behind it keep their numbers")


def make_flags(root: Path) -> None:
    """Tokens around a text that tokenizer_config.json says by flags."""
    tokenizer = byte_pieces("Qwen2TokenizerFast", ("<|endoftext|>", "<|im_end|>"), pad_token="<|endoftext|>",
                            bos_token="<|im_end|>", eos_token="<|endoftext|>", padding_side="right")
    shape = dict(vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
                 num_key_value_heads=1, max_position_embeddings=64, use_cache=False)
    for name, bos, eos, about in (("odd-add-eos", False, True, "add_eos_token"), ("odd-add-bos-eos", True, True, "both")):
        model = spread(hf.LlamaModel(eager(hf.LlamaConfig(**shape))), 131)
        golden(root, name, model, tokenizer, config(tokenizer_class="LlamaTokenizerFast", add_bos_token=bos, add_eos_token=eos),
               family="llama", texts=TEXTS[:6], proves=f"{about} of tokenizer_config.json replaces the template of tokenizer.json")


FAMILIES = {name.removeprefix("make_"): function for name, function in globals().items() if name.startswith("make_")}
