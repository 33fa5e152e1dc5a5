"""The texts of the golden files, and the text that the tiny vocabularies are learnt from. All written for this."""

from __future__ import annotations

SENTENCES = """
The delivery arrived two days late and the parcel was damaged.
I would like to transfer five hundred dollars from checking to savings.
What is the weather like in Paris tomorrow?
Please reset my password, I cannot log in to the application.
The service was friendly and the food tasted wonderful.
This is the worst product that I have ever bought.
My card still has not arrived, it has been two weeks.
Anna Schmidt lives in Berlin and works for Siemens.
John Smith flew from London to New York on Monday.
The United Nations met in Geneva to discuss the treaty.
Maria Garcia joined Acme Corporation in Madrid last year.
A man is eating food at a table.
A woman is playing the guitar on stage.
Nobody is playing any instrument.
The stock market fell sharply after the announcement.
Scientists discovered a new planet outside the solar system.
The team won the championship after extra time.
The minister resigned because of the scandal.
How do you say thank you in Japanese?
Is it safe to eat raw cookie dough?
The quick brown fox jumps over the lazy dog.
She closed the door and walked away without a word.
Our flight was cancelled, and nobody told us why.
Heavy rain flooded the streets near the river.
The kettle boils while the bread is in the oven.
He repaired the engine with a borrowed wrench.
Send the invoice to accounts before the end of the month.
The battery lasts about ten hours on a single charge.
Turn left at the traffic lights, then go straight on.
Children under twelve must be accompanied by an adult.
The museum is closed on public holidays.
They painted the old wooden fence dark green.
Café naïve über résumé façade crème brûlée jalapeño.
Das Wetter ist heute schön, und die Straße ist trocken.
Où est la bibliothèque, s'il vous plaît?
Привет, мир! Сегодня хорошая погода.
你好世界 今天天气很好 我们去公园 北京 上海 中国 人工智能
こんにちは世界 日本語 東京
안녕하세요 세계
مرحبا بالعالم
שלום עולם
😀 😁 👍🏽 ❤️ 🚀
1234567890 3.14159 $9.99 50% 2024-11-25
don't can't won't it's we're they'll
snake_case camelCase kebab-case e-mail: someone@example.org https://example.org/a?b=c
( ) [ ] { } < > " ' ` ~ ! @ # $ % ^ & * - + = | \\ / : ; , . ?
""".strip().splitlines()

LONG = " ".join(SENTENCES[:7])

# Every tokenizer meets these: empty, blank, accents, marks, surrogate pairs, joiners, scripts, specials, too long.
HARD = [
    "", " ", "a", "Hello, World!", "  leading and trailing  ", "two  spaces\tand a tab\nand a line",
    "HELLO world caf\u00e9 CAF\u00c9 cafe\u0301", "na\u00efve \u00fcber Stra\u00dfe STRASSE \u0130stanbul",
    "I am so happy \U0001f600 today", "family \U0001f468\u200d\U0001f469\u200d\U0001f467 here \U0001f44d\U0001f3fd!",
    "text\U0001f600without\U0001f680spaces", "\u4f60\u597d\u4e16\u754c", "mixed \u4e2d\u6587 and English",
    "\u3053\u3093\u306b\u3061\u306f \u6771\u4eac", "\uc548\ub155\ud558\uc138\uc694 \uc138\uacc4", "\u1112\u1161\u11ab",
    "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645", "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd",
    "\u0928\u092e\u0938\u094d\u0924\u0947", "rare \U00020000 ideograph", "\uff26\uff55\uff4c\uff4c \uff57\uff49\uff44\uff54\uff48 \ufb01",
    "[CLS] a [MASK] </s> <mask>", "control \u0001 zero\u200bwidth soft\u00adhyphen \ufeffmark", "replacement \ufffd",
]
PLAIN = [
    "The delivery arrived two days late and the parcel was damaged.", "What is the weather like in Paris tomorrow?",
    "My card still has not arrived, it has been two weeks.", "The service was friendly.", "Scientists discovered a new planet.",
    "She closed the door and walked away without a word, and nobody told us why.",
]
TEXTS = HARD + PLAIN + [LONG]
# For what does not depend on the tokenizer.
FEW = ["", "a", "Hello, World!", "  leading and trailing  ", "CAF\u00c9 na\u00efve \U0001f600 \u4f60\u597d"] + PLAIN + [LONG]

PAIRS = [
    ("A man is eating food.", "A man is eating."),
    ("A woman is playing the guitar on stage.", "Nobody is playing any instrument."),
    ("How do you say thank you in Japanese?", "The museum is closed on public holidays."),
    ("caf\u00e9 \U0001f600", "\u4f60\u597d"),
    ("", "a"),
    ("The battery lasts about ten hours.", LONG),
    (LONG, "The battery lasts about ten hours."),
    (LONG, " ".join(SENTENCES[7:12])),
]
PEOPLE = [
    "Anna Schmidt lives in Berlin and works for Siemens.", "John Smith flew from London to New York on Monday.",
    "Maria Garc\u00eda joined Acme Corporation in Madrid \U0001f600 last year.", "nobody here", "", " ",
    "The United Nations met in Geneva, \u5317\u4eac and M\u00fcnchen.", "  Anna  and   John's friend\tMaria.",
    "unbelievable-antidisestablishment Smith-Garcia", LONG,
]
