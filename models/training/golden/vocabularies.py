"""Tiny tokenizers, learnt from the sentences and wrapped in each family's own class, as a real directory has them."""

from __future__ import annotations

import io
import json
import tempfile
from collections import Counter
from pathlib import Path

import sentencepiece
import transformers
from tokenizers import normalizers, pre_tokenizers
from transformers.convert_slow_tokenizer import convert_slow_tokenizer

from .texts import SENTENCES

LIMIT = 48
WORD_PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def merged(words: dict[tuple[str, ...], int], count: int, join) -> list[tuple[str, str]]:
    """Byte-pair merges, the most frequent pair first; of equals the first in the alphabet, so that they never change.

    The trainers of the `tokenizers` library break such ties by the order of a hash table, anew in every run.
    """
    merges = []
    while len(merges) < count:
        pairs = Counter()
        for word, times in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += times
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        words = {tuple(apply(word, best, join(*best))): times for word, times in words.items()}
    return merges


def apply(word: tuple[str, ...], pair: tuple[str, str], whole: str):
    """A word with one pair merged wherever it stands."""
    i = 0
    while i < len(word):
        if word[i:i + 2] == pair:
            yield whole
            i += 2
        else:
            yield word[i]
            i += 1


def word_piece_vocabulary(lower: bool = True, size: int = 320, special=WORD_PIECES) -> list[str]:
    """The pieces of `vocab.txt`."""
    normaliser, splitter = normalizers.BertNormalizer(lowercase=lower), pre_tokenizers.BertPreTokenizer()
    words = Counter(word for line in SENTENCES for word, _ in splitter.pre_tokenize_str(normaliser.normalize_str(line)))
    split = {(word[0], *("##" + c for c in word[1:])): times for word, times in sorted(words.items())}
    letters = Counter()
    for word, times in split.items():
        for piece in word:
            letters[piece] += times
    alphabet = sorted(sorted(letters, key=lambda piece: (-letters[piece], piece))[:200])
    merges = merged(split, size - len(special) - len(alphabet), lambda a, b: a + b.removeprefix("##"))
    return list(dict.fromkeys([*special, *alphabet, *(a + b.removeprefix("##") for a, b in merges)]))


def write_vocabulary(directory: Path, pieces: list[str]) -> Path:
    """`vocab.txt` in `directory`."""
    path = directory / "vocab.txt"
    path.write_text("\n".join(pieces) + "\n", encoding="utf-8")
    return path


def word_pieces(lower: bool = True, kind: str = "BertTokenizerFast", limit: int = LIMIT, **settings):
    """BERT's tokenizer, or that of a family with the same pieces."""
    with tempfile.TemporaryDirectory() as scratch:
        path = write_vocabulary(Path(scratch), word_piece_vocabulary(lower))
        return getattr(transformers, kind)(vocab_file=str(path), do_lower_case=lower, model_max_length=limit, **settings)


def mpnet_pieces(limit: int = LIMIT):
    """MPNet's: word pieces between `<s>` and `</s>`."""
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    with tempfile.TemporaryDirectory() as scratch:
        pieces = word_piece_vocabulary(True, special=special)
        path = write_vocabulary(Path(scratch), pieces + ["[UNK]", "<mask>"])
        return transformers.MPNetTokenizerFast(vocab_file=str(path), model_max_length=limit)


def byte_pairs(special: list[str], prefix: bool = False, size: int = 360) -> tuple[dict, list]:
    """Vocabulary and merges of a byte-level BPE."""
    splitter = pre_tokenizers.ByteLevel(add_prefix_space=prefix)
    words = Counter(word for line in SENTENCES for word, _ in splitter.pre_tokenize_str(line))
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    merges = merged({tuple(word): times for word, times in sorted(words.items())}, size - len(special) - len(alphabet),
                    lambda a, b: a + b)
    pieces = dict.fromkeys([*special, *alphabet, *(a + b for a, b in merges)])
    return {piece: i for i, piece in enumerate(pieces)}, merges


def byte_pieces(kind: str = "RobertaTokenizerFast", special=("<s>", "<pad>", "</s>", "<unk>", "<mask>"),
                limit: int = LIMIT, **settings):
    """A byte-level BPE tokenizer: RoBERTa's, GPT-2's, Qwen2's, DeBERTa's by `kind`."""
    vocabulary, merges = byte_pairs(list(special))
    with tempfile.TemporaryDirectory() as scratch:
        vocab_file, merges_file = Path(scratch) / "vocab.json", Path(scratch) / "merges.txt"
        vocab_file.write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
        merges_file.write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges), encoding="utf-8")
        return getattr(transformers, kind)(vocab_file=str(vocab_file), merges_file=str(merges_file),
                                           model_max_length=limit, **settings)


def unigram_file(directory: Path, rule: str = "identity", size: int = 300, **settings) -> Path:
    """A sentencepiece Unigram model."""
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES), model_writer=out, vocab_size=size, model_type="unigram",
        normalization_rule_name=rule, hard_vocab_limit=False, num_threads=1, minloglevel=2, character_coverage=1.0,
        **settings)
    path = directory / "spiece.model"
    path.write_bytes(out.getvalue())
    return path


def unigram(kind: str, rule: str = "identity", limit: int = LIMIT, trained: dict | None = None, **settings):
    """A family's own conversion of a sentencepiece Unigram model."""
    with tempfile.TemporaryDirectory() as scratch:
        path = unigram_file(Path(scratch), rule, **(trained or {}))
        slow = getattr(transformers, kind)(str(path), model_max_length=limit, **settings)
        fast = getattr(transformers, kind + "Fast")(
            tokenizer_object=convert_slow_tokenizer(slow),
            model_max_length=limit, **settings)
        fast.padding_side = slow.padding_side
        return fast
