"""Area D: what lies beside `tokenizer.json` and changes the tokens; loaded and run by transformers as it lies there."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import transformers as hf

from .chains import trunk
from .encoders import eager, roberta_config
from .sentences import LIBRARIES, Sentence, as_six, lines, pooling
from .texts import FEW, HARD, LONG, PLAIN
from .vocabularies import byte_pieces, word_pieces
from .weights import spread
from .writer import Golden, versions

TEXTS = HARD[2:12] + PLAIN[:2] + [LONG]


def roberta():
    """A RoBERTa of one layer and its tokenizer."""
    tokenizer = byte_pieces()
    model = hf.RobertaModel(roberta_config(hf.RobertaConfig, tokenizer, num_hidden_layers=1), add_pooling_layer=False)
    return spread(model, 101), tokenizer


def edit(path: Path, **fields) -> None:
    """Sets fields of a JSON file, dotted ones deep inside; `None` removes."""
    content = json.loads(path.read_text(encoding="utf-8"))
    for key, value in fields.items():
        place, *_, last = content, *key.split("__")
        for step in key.split("__")[:-1]:
            place = place[step]
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def golden(root: Path, name: str, model, tokenizer, change, *, proves: str, family: str = "bert", limit: int | None = 48,
           texts=TEXTS, stated=None, **about) -> None:
    """The directory is changed first; then transformers reads the tokenizer from what is there."""
    with tempfile.TemporaryDirectory() as scratch:
        made = Sentence(Path(scratch), model, tokenizer, pooling(16, "mean"), limit=limit or 48)
        made.onnx()
        change(made.saved)
        if limit is None:
            edit(made.saved / "sentence_bert_config.json", max_seq_length=None)
        word = made.model[0]
        word.tokenizer = hf.AutoTokenizer.from_pretrained(made.saved)
        word.max_seq_length = stated or limit
        as_six(word)
        g = Golden(root, name, area="D", family=family, task="embedding", layout="sentence-transformers 5.3", proves=proves,
                   reference="sentence-transformers encode, texts as they are", max_tokens=word.max_seq_length, **about,
                   made_by=versions(*LIBRARIES))
        g.take(made.saved).write(lines(made.model, texts))


def config(**fields):
    """A change of `tokenizer_config.json`."""
    return lambda directory: edit(directory / "tokenizer_config.json", **fields)


def both(*changes):
    """Several changes."""
    def change(directory):
        for each in changes:
            each(directory)
    return change


def normaliser(**fields):
    """A change of the normaliser in `tokenizer.json`."""
    return lambda directory: edit(directory / "tokenizer.json", **{f"normalizer__{k}": v for k, v in fields.items()})


def make_case(root: Path) -> None:
    """Case, accents, ideographs: tokenizer_config.json wins over the normaliser of tokenizer.json."""
    golden(root, "settings-lower-case", *trunk(), both(normaliser(lowercase=False), config(do_lower_case=True)),
           proves="do_lower_case true in tokenizer_config.json, lowercase false in tokenizer.json: lower case")
    golden(root, "settings-keep-case", *trunk(lower=False), both(normaliser(lowercase=True), config(do_lower_case=False)),
           proves="do_lower_case false in tokenizer_config.json, lowercase true in tokenizer.json: case is kept")
    golden(root, "settings-keep-accents", *trunk(), config(strip_accents=False),
           proves="strip_accents false in tokenizer_config.json: lower case, accents kept")
    golden(root, "settings-strip-accents", *trunk(lower=False), config(strip_accents=True),
           proves="strip_accents true in tokenizer_config.json: case kept, accents gone")
    golden(root, "settings-chinese-together", *trunk(), config(tokenize_chinese_chars=False),
           proves="tokenize_chinese_chars false in tokenizer_config.json")
    golden(root, "settings-generic-class", *trunk(), both(normaliser(lowercase=False), config(
        do_lower_case=True, tokenizer_class="PreTrainedTokenizerFast")),
        proves="a generic tokenizer class does not know do_lower_case: tokenizer.json decides")


def make_prefix(root: Path) -> None:
    """A space before the first word."""
    golden(root, "settings-prefix-space", *roberta(), config(add_prefix_space=True), family="roberta",
           proves="add_prefix_space true in tokenizer_config.json, false in tokenizer.json: a space in front")
    golden(root, "settings-no-prefix-space", *roberta(), both(config(add_prefix_space=False), lambda d: edit(
        d / "tokenizer.json", pre_tokenizer__add_prefix_space=True)), family="roberta",
        proves="add_prefix_space false in tokenizer_config.json, true in tokenizer.json: none")


def make_specials(root: Path) -> None:
    """Tokens that only tokenizer_config.json names."""
    model, tokenizer = trunk()
    # Rows for two more tokens than the vocabulary of tokenizer.json has.
    wide = hf.BertModel(eager(hf.BertConfig(**{**model.config.to_dict(), "vocab_size": len(tokenizer) + 2})),
                        add_pooling_layer=False)
    count = len(tokenizer)

    def added(directory):
        decoder = json.loads((directory / "tokenizer_config.json").read_text())["added_tokens_decoder"]
        for i, token in enumerate(("[Q]", "<user>")):
            decoder[str(count + i)] = {"content": token, "lstrip": False, "normalized": False, "rstrip": False,
                                       "single_word": False, "special": True}
        edit(directory / "tokenizer_config.json", added_tokens_decoder=decoder, additional_special_tokens=["[Q]", "<user>"])

    golden(root, "settings-special-tokens", spread(wide, 102), tokenizer, added,
           texts=[*TEXTS[:4], "[Q] what is this?", "a <user>b", "a[Q]b [q] [CLS]"],
           proves="special tokens that only tokenizer_config.json has (added_tokens_decoder): one id each")


def make_limits(root: Path) -> None:
    """Where a text is cut."""
    golden(root, "settings-truncation-left", *trunk(), config(truncation_side="left"),
           proves="truncation_side left: the end of a long text is kept")
    golden(root, "settings-padding-left", *trunk(), config(padding_side="left"), padding="left",
           padding_changes_results=True,
           proves="padding_side left with absolute positions: the values are those of a text alone")
    golden(root, "settings-model-max-length", *trunk(), config(model_max_length=20), limit=None, stated=20,
           proves="no max_seq_length: model_max_length 20 cuts")
    golden(root, "settings-no-limit", *trunk(), config(model_max_length=int(1e30)), limit=None, stated=64,
           proves="no limit in any tokenizer file: max_position_embeddings 64 cuts")
    golden(root, "settings-too-high-limit", *trunk(), config(model_max_length=512), limit=None, stated=64,
           proves="model_max_length 512 beside 64 positions: the smaller one cuts")
    golden(root, "settings-roberta-no-limit", *roberta(), config(model_max_length=int(1e30)), limit=None, stated=64,
           family="roberta", proves="66 positions of which the first two are not used: cut at 64")
    golden(root, "settings-tokenizer-truncation", *trunk(), lambda d: edit(
        d / "tokenizer.json", truncation={"direction": "Right", "max_length": 16, "strategy": "LongestFirst", "stride": 0},
        padding={"strategy": {"Fixed": 32}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0, "pad_type_id": 0,
                 "pad_token": "[PAD]"}),
        proves="truncation to 16 and padding to 32 inside tokenizer.json: the library's own limit (48) counts, no padding")


def make_vocabularies(root: Path) -> None:
    """Directories without tokenizer.json."""
    gone = lambda d: (d / "tokenizer.json").unlink()
    golden(root, "settings-vocab-only", *trunk(), gone, proves="vocab.txt without tokenizer.json: BERT's tokenizer, lower case")
    golden(root, "settings-vocab-only-cased", *trunk(lower=False), gone,
           proves="vocab.txt without tokenizer.json, do_lower_case false")
    golden(root, "settings-merges-only", *roberta(), gone, family="roberta", refusal_allowed=["tokenizer.json"],
           proves="vocab.json and merges.txt without tokenizer.json")


FAMILIES = {name.removeprefix("make_"): function for name, function in globals().items() if name.startswith("make_")}
