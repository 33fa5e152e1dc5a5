"""Real sentences whose names are found by lists, and taken out to be filled anew; what is not understood is not used.

A sentence counts as understood if every capitalised word within it is: a person (after a title, or a first name of the
lists with a surname behind it), a place, an organisation by its last word, or a word that is capitalised for another reason
(months, nationalities). Sentences without any capitalised word are the plain ones.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from . import people
from .data import passages, sentences

WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")
TITLES = set("Mr Mrs Miss Ms Dr Professor Prof Captain Colonel Major General Sergeant Lieutenant Sir Lady Lord Senator "
             "Congressman Judge Inspector Uncle Aunt Father Sister".split())
ORGANISED = set("University Company Corporation Bank Department Committee College Association Commission Council Ministry Institute "
                "Foundation Hospital Society Railroad Party Union Agency Corps Club Board Federation Inc Ltd".split())
CAPITALISED = set("""January February March April May June July August September October November December Monday Tuesday
Wednesday Thursday Friday Saturday Sunday American Americans English French German Germans Irish Italian Spanish Russian Russians
Chinese Japanese European British Australian Australians Indian Indians Christian Christians Roman Greek Latin Jewish Dutch Internet
Christmas Easter God Bible OK TV DNA I I'm I'll I've I'd Catholic Protestant Republican Democratic Democrat""".split())
AMBIGUOUS = set("""Will May April June August Grace Hope Faith Joy Rose Bill Mark Pat Art Grant Frank Dean Earl King Page Price Rich Young
Long Day Bell Ford Lane Forest Hill Brook Church Gray Green Brown White Black Love Wood Wise Sunny Summer Dawn Star Man Son Ray An My
Van Le La De Min In So Do Page Chance Case Major Prince Baron Early Holly Ivy Iris Pearl Ruby Olive Amber Crystal Berry Sandy Rusty
Buddy Sonny Junior Johnny Many Mind Reading Bath Mobile Nice Split Of Most Tours Male Bar Same""".split())
QUOTES = re.compile(r"\s*(``|''|\"|“|”|_|\[|\])\s*")


@dataclass(frozen=True)
class Framed:
    """A sentence with its names taken out: `pieces` stand around them, one more than `kinds`."""

    pieces: tuple[str, ...]
    kinds: tuple[str, ...]


class Reader:
    """Finds the names of sentences by the lists."""

    def __init__(self, corpus: list[str]) -> None:
        first, last = people._person_lists()
        cities, countries = people._places()
        self.first = {n for n in first if n not in AMBIGUOUS and len(n) > 2}
        self.last = set(last)
        self.places = {p for p in cities if len(p) > 3 and p not in AMBIGUOUS and p not in self.first} | set(countries) | {"London", "Paris"}
        self.places -= {"Georgia"} if "Georgia" in self.first else set()
        self.lower = Counter(w for text in corpus for w in re.findall(r"\b[a-z]{2,}\b", text))

    def read(self, sentence: str) -> Framed | None:
        """The sentence with its names taken out, or None if a capitalised word is not understood."""
        words = [m for m in WORD.finditer(sentence)]
        if not words:
            return None
        pieces, kinds, at, i = [], [], 0, 0
        while i < len(words):
            if not words[i].group()[0].isupper():
                i += 1
                continue
            run = self._run(words, i, sentence)
            if i == 0 and self.lower[words[0].group().lower().rstrip(".")] >= 20 and words[0].group() not in self.places:
                i += 1
                continue
            kind, skip, length = self._kind(run)
            if kind is None:
                return None
            if kind:
                start, end = words[i + skip].start(), words[i + length - 1].end()
                end -= sentence[start:end].endswith(".") and end == len(sentence)
                if sentence[start:end].endswith(("'s", "’s")):
                    end -= 2
                pieces.append(sentence[at:start])
                kinds.append(kind)
                at = end
            i += length
        return Framed(tuple(pieces + [sentence[at:]]), tuple(kinds))

    def _run(self, words: list, i: int, sentence: str) -> list[str]:
        run = [words[i].group()]
        while i + len(run) < len(words) and words[i + len(run)].group()[0].isupper() and len(run) < 6:
            a, b = words[i + len(run) - 1], words[i + len(run)]
            if sentence[a.end() : b.start()].strip():
                break
            run.append(b.group())
        return run

    def _kind(self, run: list[str]) -> tuple[str | None, int, int]:
        """(kind, words before the name, words of the run that are used); kind "" is no name, None not understood."""
        plain = [re.sub(r"['’]s$", "", w).rstrip(".") for w in run]
        if plain[0] in TITLES and len(run) > 1 and plain[1] not in TITLES:
            return "person", 1, min(len(run), 3)
        for n in range(min(3, len(run)), 0, -1):
            if " ".join(plain[:n]) in self.places:
                return "location", 0, n
        if len(run) > 1 and plain[-1] in ORGANISED:
            return "organisation", 0, len(run)
        if plain[0] in self.first and len(run) <= 3 and (len(run) == 1 or plain[-1] in self.last or len(plain[1]) == 1):
            return ("person" if len(run) > 1 else "first"), 0, len(run)
        if plain[0] in CAPITALISED or run[0] in CAPITALISED:
            return "", 0, 1
        return None, 0, 0


def read(path: Path, count: int, seed: int) -> tuple[list[Framed], list[str]]:
    """Sentences with names and plain ones of a file of passages, `count` of each at most, in a seeded order."""
    lines = passages(path)
    reader = Reader(lines)
    framed, plain = [], []
    for passage in lines:
        for sentence in sentences(QUOTES.sub(" ", passage)):
            if not 4 <= len(sentence.split()) <= 45 or any(c in sentence for c in "|@<>=*#{}"):
                continue
            found = reader.read(sentence)
            if found is not None and found.kinds:
                framed.append(found)
            elif found is not None:
                plain.append(sentence)
    rng = random.Random(seed)
    rng.shuffle(framed)
    rng.shuffle(plain)
    return framed[:count], plain[:count]


def fill(framed: Framed, filler: people.Filler) -> tuple[str, list[tuple[int, int, str]]]:
    """The sentence with other names of the same kinds."""
    text, spans = framed.pieces[0], []
    for kind, after in zip(framed.kinds, framed.pieces[1:]):
        if kind == "first":
            value = filler.rng.choice(filler.first)
        else:
            value = getattr(filler, kind)()
        label = {"first": "PERSON", "person": "PERSON", "location": "LOCATION", "organisation": "ORGANISATION"}[kind]
        spans.append((len(text), len(text) + len(value), label))
        text += value + after
    return text, spans
