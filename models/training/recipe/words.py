"""Words as groups of word pieces, and replacements for whole words."""

from __future__ import annotations

import bisect
import itertools
import random
import re
from collections import Counter
from pathlib import Path

from tokenizers import Tokenizer

WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")


def count_words(texts: list[str]) -> Counter:
    """How often each lower-cased word occurs."""
    counts: Counter = Counter()
    for text in texts:
        counts.update(w.lower() for w in WORD.findall(text))
    return counts


class WordSampler:
    """Draws words of the language, with probability proportional to count ** `power`."""

    def __init__(self, counts: Counter, power: float, least: int = 2) -> None:
        self.words = sorted(w for w, n in counts.items() if n >= least and (len(w) > 1 or w in ("a", "i")))
        self._totals = list(itertools.accumulate(counts[w] ** power for w in self.words))

    def draw(self, rng: random.Random) -> str:
        """One word."""
        at = bisect.bisect(self._totals, rng.random() * self._totals[-1])
        return self.words[min(at, len(self.words) - 1)]


class TagSampler:
    """Draws another word with the same part-of-speech tag, by a lexicon that gives each word its commonest tag."""

    def __init__(self, counts: Counter, lexicon: dict[str, str], power: float) -> None:
        self.tag_of = {w: lexicon[w] for w in counts if w in lexicon}
        by_tag: dict[str, Counter] = {}
        for word, tag in self.tag_of.items():
            by_tag.setdefault(tag, Counter())[word] = counts[word]
        self._samplers = {tag: WordSampler(c, power) for tag, c in by_tag.items() if sum(n >= 2 for n in c.values()) > 5}

    def draw(self, word: str, rng: random.Random) -> str | None:
        """A word tagged as `word` is, or None when the lexicon does not have it or its class is tiny."""
        sampler = self._samplers.get(self.tag_of.get(word.lower(), ""))
        return sampler.draw(rng) if sampler else None


def read_lexicon(path: Path) -> dict[str, str]:
    """Word and tag a line, comments after `;;;` (the lexicon of Brill's tagger as TextBlob carries it)."""
    lexicon: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if len(parts) == 2 and not line.startswith(";;;"):
            lexicon.setdefault(parts[0].lower(), parts[1])
    return lexicon


def replace_words(text: str, share: float, draw, rng: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """The text with about `share` of its words replaced (at least one), and the spans of the new words.

    A replacement takes the capital of the word whose place it takes. `draw(word, rng)` may return None: no replacement.
    """
    found = list(WORD.finditer(text))
    if not found:
        return text, []
    wanted = {i for i in range(len(found)) if rng.random() < share} or {rng.randrange(len(found))}
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    at = length = 0
    for i, match in enumerate(found):
        if i not in wanted:
            continue
        new = draw(match.group(), rng)
        for _ in range(5):
            if new is not None and new.lower() != match.group().lower():
                break
            new = draw(match.group(), rng)
        if new is None or new.lower() == match.group().lower():
            continue
        if match.group()[0].isupper():
            new = new[0].upper() + new[1:]
        parts.append(text[at : match.start()])
        length += match.start() - at
        spans.append((length, length + len(new)))
        parts.append(new)
        length += len(new)
        at = match.end()
    return "".join(parts) + text[at:], spans


def piece_groups(ids: list[int], words: list[int | None]) -> list[list[int]]:
    """Ids grouped by word, without the special tokens; `words` is the encoding's `word_ids`."""
    groups: list[list[int]] = []
    last = None
    for piece, word in zip(ids, words):
        if word is None:
            continue
        if word == last:
            groups[-1].append(piece)
        else:
            groups.append([piece])
        last = word
    return groups


class PieceReplacer:
    """Replaces whole words of a tokenised text, without going back to the text."""

    def __init__(self, tokenizer: Tokenizer, samplers: list[WordSampler]) -> None:
        self.samplers = samplers
        words = sorted({w for s in samplers for w in s.words})
        encoded = tokenizer.encode_batch(words, add_special_tokens=False)
        self.pieces = {w: e.ids for w, e in zip(words, encoded)}
        letters = {i for w, i in tokenizer.get_vocab().items() if re.fullmatch(r"[a-z]+", w)}
        self.letters = letters

    def __call__(self, groups: list[list[int]], share: float, limit: int,
                 rng: random.Random) -> tuple[list[int], list[int]]:
        """Ids with [CLS] and [SEP], and 1 for each replaced piece."""
        sampler = rng.choice(self.samplers)
        ids, labels = [101], [0]
        for group in groups:
            new = group
            if group[0] in self.letters and rng.random() < share:
                new = self.pieces[sampler.draw(rng)]
            ids += new
            labels += [int(new is not group and new != group)] * len(new)
        ids, labels = ids[: limit - 1], labels[: limit - 1]
        return ids + [102], labels + [0]
