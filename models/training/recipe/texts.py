"""The texts that the golden files are made of: hand-picked hard cases, then a seeded sample of the data."""

from __future__ import annotations

import random
from pathlib import Path

from . import data

HARD = [
    "", " ", "\t\n  \r\n", ".", "?!", "a", "A", "é", "ß", "İstanbul", "I", "1", "1234567890", "3.14159", "$9.99", "50%",
    "hello world", "Hello, World!", "HELLO WORLD", "  leading and trailing  ", "two  spaces", "tab\there", "line\nbreak",
    "carriage\r\nreturn", "non\u00a0breaking\u00a0space", "thin\u2009space", "ideographic\u3000space", "zero\u200bwidth\u200bspace",
    "soft\u00adhyphen", "byte order mark \ufeff inside", "\ufeffbyte order mark first", "null \u0000 character",
    "control \u0001\u0002\u001f characters \u007f", "replacement \ufffd character", "private use \ue000 character",
    "unassigned \u0378 code point", "noncharacter \ufdd0", "plane 16 \U0010fffd", "[CLS] [SEP] [MASK] [PAD] [UNK]",
    "a [MASK] in the text", "<s> </s> <mask> <pad>", "##piece", "don't can't won't it's", "\u201ccurly quotes\u201d and \u2018single\u2019",
    "em\u2014dash en\u2013dash hyphen-minus", "ellipsis\u2026 and...", "e-mail: someone@example.org", "https://example.org/a/b?c=d&e=f#g",
    "C:\\Users\\name\\file.txt", "/usr/share/doc/bash/README.gz", "{\"json\": [1, 2, {\"three\": null}]}", "<p class=\"x\">HTML &amp; entities</p>",
    "SELECT * FROM t WHERE a = 'b';", "x = y**2 + z/3 - 4", "snake_case camelCase PascalCase kebab-case", "antidisestablishmentarianism",
    "pneumonoultramicroscopicsilicovolcanoconiosis", "donaudampfschifffahrtsgesellschaft", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "x" * 101, "x" * 200, "!" * 40, "word " * 20, "\U0001f600", "\U0001f600\U0001f601\U0001f602", "I am so happy \U0001f600 today",
    "thumbs \U0001f44d\U0001f3fd up", "family \U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 here",
    "flag \U0001f1e9\U0001f1ea and \U0001f1ef\U0001f1f5", "rainbow \U0001f3f3\ufe0f\u200d\U0001f308 flag", "keycap 1\ufe0f\u20e3", "heart \u2764\ufe0f red",
    "woman \U0001f469\U0001f3ff\u200d\U0001f4bb codes", "\U0001f9d1\u200d\U0001f680", "text\U0001f600without\U0001f600spaces",
    "\u4f60\u597d\u4e16\u754c", "\u4eca\u5929\u5929\u6c14\u5f88\u597d\uff0c\u6211\u4eec\u53bb\u516c\u56ed\u3002", "\u3053\u3093\u306b\u3061\u306f\u4e16\u754c", "\u30ab\u30bf\u30ab\u30ca\u3068\u3072\u3089\u304c\u306a\u3068\u6f22\u5b57",
    "\uc548\ub155\ud558\uc138\uc694 \uc138\uacc4", "\u1112\u1161\u11ab\u1100\u1173\u11af", "mixed \u4e2d\u6587 and English", "\u65e5\u672cJapan\u65e5\u672c", "\uff26\uff55\uff4c\uff4c\uff57\uff49\uff44\uff54\uff48 \uff11\uff12\uff13", "rare han \U00020000\U0002a6d6 ideographs",
    "\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440!", "\u0413\u0440\u043e\u043c\u0430\u0434\u044f\u043d\u0438\u043d\u0451\u0439", "\u039a\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1 \u03ba\u03cc\u03c3\u03bc\u03b5 \u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd", "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd",
    "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645", "\u0627\u0644\u0633\u0651\u064e\u0644\u0627\u0645\u064f \u0639\u064e\u0644\u064e\u064a\u0652\u0643\u064f\u0645", "English \u0648\u0639\u0631\u0628\u064a mixed", "\u202eright-to-left override\u202c", "\u200frtl mark\u200e ltr mark",
    "\u0928\u092e\u0938\u094d\u0924\u0947 \u0926\u0941\u0928\u093f\u092f\u093e", "\u0938\u094d\u0924\u094d\u0930\u0940", "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e0a\u0e32\u0e27\u0e42\u0e25\u0e01", "\u0b9a\u0bcb\u0ba4\u0ba9\u0bc8", "\u0f56\u0f7c\u0f51\u0f0b\u0f61\u0f72\u0f42", "\u0baa\u0bca\u0bb0\u0bc1\u0bb3\u0bcd", "\u1019\u103c\u1014\u103a\u1019\u102c", "\u0540\u0561\u0575\u0565\u0580\u0565\u0576",
    "cafe\u0301 vs caf\u00e9", "na\u0131ve na\u00efve nai\u0308ve", "A\u030a \u00c5 \u212b", "Z\u0351\u036f\u0321a\u0334\u0352l\u0335\u031bg\u0338\u0322o\u0336\u0345 text", "q\u0307\u0323 \u1e69 s\u0323\u0307", "\u0301combining first", "\ufb01ligature \ufb02ow \ufb03", "\u00bd cup, x\u00b2, H\u2082O, \u2122 \u00ae \u00a9",
    "\u20ac100 \u00a350 \u00a51000 \u20bf1", "\u2200x\u2208\u211d: x\u00b2\u22650", "\U0001d54c\U0001d55f\U0001d55a\U0001d554\U0001d560\U0001d555\U0001d556", "\u2460\u2461\u2462 \u2170\u2171", "\u2605\u2606\u2660\u2663 \u2588\u2593\u2592\u2591", "\u00abguillemets\u00bb \u300c\u6771\u4eac\u300d",
    "Gro\u00dfstra\u00dfe STRASSE", "\u0130\u0131 dotted and dotless", "\u01c4 \u01c5 \u01c6", "stra\u00dfe\u0301", "\u1e9e", "na\u00efve caf\u00e9 r\u00e9sum\u00e9 \u00fcber \u00e5ngstr\u00f6m \u00f1and\u00fa \u010de\u0161tina \u0142\u00f3d\u017a",
    "d\u00e9j\u00e0 vu \U0001f600 \u4f60\u597d \u0645\u0631\u062d\u0628\u0627 e\u0301", "\U0001f600\u4f60\u0301", "lol!!!1 gr8 m8 :-) ;) <3", "#hashtag @mention RT", "...---...", "(((nested) [brackets]) {here})",
    "transfer five hundred dollars from checking to savings", "what's the weather like in paris tomorrow", "my card still hasn't arrived, it's been two weeks",
    "how do you say thank you in japanese", "is it safe to eat raw cookie dough", "the quick brown fox jumps over the lazy dog",
    "the quick brown piano jumps over the lazy dog", "please refrigerator me to the train station", "she closed the door and walked away",
]


def golden_texts(data_dir: Path, seed: int = 11) -> list[str]:
    """At least 200 texts: the hard cases, queries, and passages of many lengths, some beyond every model's limit."""
    rng = random.Random(seed)
    clinc, _ = data.labelled(data_dir / "clinc150-val.jsonl")
    banking, _ = data.labelled(data_dir / "banking77-train.jsonl")
    lines = data.passages(data_dir / "english-free.txt")
    by_length: list[list[str]] = [
        [t for t in lines if low <= len(t.split()) < high]
        for low, high in ((1, 10), (10, 25), (25, 60), (60, 120))
    ]
    texts = HARD + rng.sample(clinc, 20) + rng.sample(banking, 15)
    for group, count in zip(by_length, (10, 15, 10, 5)):
        texts += rng.sample(group, count)
    longest = [t for t in lines if 280 <= len(t.split()) < 400]
    texts += rng.sample(longest, 2)
    texts.append("\u4f60\u597d\U0001f600e\u0301 word " * 60)
    return texts
