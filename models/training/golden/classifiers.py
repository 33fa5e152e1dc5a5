"""Area C: models with heads: classifiers, pairs, zero-shot, entities, masks, replaced tokens; and what must be refused."""

from __future__ import annotations

from pathlib import Path

import torch
import transformers as hf

from . import vocabularies
from .classifying import (NLI, THREE_LABELS, entity_lines, golden, labelled, mask_lines, replaced_lines, zero_shot_lines)
from .encoders import THREE, TWO, deberta_v2, eager, roberta_config, xlnet
from .texts import FEW, PAIRS, PEOPLE
from .weights import spread as spread_by

SHAPE = dict(hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
BIO = {i: n for i, n in enumerate(["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"])}
BIOES = {i: n for i, n in enumerate(["O", *(f"{p}-{t}" for t in ("PER", "LOC") for p in "BIES")])}
TEXT = dict(task="classification", export_task="text-classification")


def spread(model: torch.nn.Module, seed: int) -> torch.nn.Module:
    """Wider than the encoders' weights: a narrow model's logits must still tell texts apart."""
    return spread_by(model, seed, 0.8)


def bert_config(tokenizer, **settings):
    """One layer of BERT."""
    return eager(hf.BertConfig(vocab_size=len(tokenizer), max_position_embeddings=64, **SHAPE, **settings))


def bert(kind, seed: int, **settings):
    """A BERT with a head, and its tokenizer."""
    tokenizer = vocabularies.word_pieces()
    return spread(kind(bert_config(tokenizer, **settings)), seed), tokenizer


def roberta(kind, seed: int, **settings):
    """A RoBERTa with a head."""
    tokenizer = vocabularies.byte_pieces()
    return spread(kind(roberta_config(hf.RobertaConfig, tokenizer, **SHAPE, **settings)), seed), tokenizer


def xlm_roberta(kind, seed: int, **settings):
    """An XLM-R with a head."""
    tokenizer = vocabularies.unigram("XLMRobertaTokenizer")
    return spread(kind(roberta_config(hf.XLMRobertaConfig, tokenizer, **SHAPE, **settings)), seed), tokenizer


def make_single_label(root: Path) -> None:
    """Softmax over labels."""
    about = dict(family="bert", **TEXT)
    golden(root, "classifier-bert", *bert(hf.BertForSequenceClassification, 200, **labelled(THREE_LABELS)), FEW, **about,
           proves="three labels, softmax")
    golden(root, "classifier-single-label", *bert(hf.BertForSequenceClassification, 201,
                                                 problem_type="single_label_classification", **labelled(THREE_LABELS)), FEW,
           **about, proves="problem_type single_label_classification")
    golden(root, "classifier-labels-missing", *bert(hf.BertForSequenceClassification, 202), FEW, **about,
           proves="no id2label, two outputs: LABEL_0 and LABEL_1 as transformers names them",
           after=lambda g: g.edit("config.json", id2label=None, label2id=None))
    missing = dict(after=lambda g: g.edit("config.json", id2label=None, label2id=None))
    golden(root, "classifier-labels-missing-three", *bert(hf.BertForSequenceClassification, 203, **labelled(THREE_LABELS)), FEW,
           **about, **missing, lines=False, refusal={"exit": 78, "says": ["labels"]},
           proves="no id2label, three outputs where transformers would assume two: asked for")
    golden(root, "classifier-labels-stated", *bert(hf.BertForSequenceClassification, 203, **labelled(THREE_LABELS)), FEW, **about,
           **missing, options={"labels": list(THREE_LABELS.values())}, proves="the same with labels stated by the user")
    no_architecture = dict(after=lambda g: g.edit("config.json", architectures=None))
    golden(root, "classifier-no-architectures", *bert(hf.BertForSequenceClassification, 204, **labelled(THREE_LABELS)), FEW,
           **about, **no_architecture, lines=False, refusal={"exit": 78, "says": ["task", "architectures"]},
           proves="config.json without architectures and a graph with logits: never an embedding; asked for by the task",
           values_allowed=True)
    golden(root, "classifier-task-stated", *bert(hf.BertForSequenceClassification, 204, **labelled(THREE_LABELS)), FEW,
           **about, **no_architecture, options={"task": "classification"}, proves="the same with the task stated by the user")
    tokenizer = vocabularies.word_pieces(True, "DistilBertTokenizerFast")
    config = eager(hf.DistilBertConfig(vocab_size=len(tokenizer), max_position_embeddings=64, dim=8, n_layers=1, n_heads=2,
                                       hidden_dim=16, **labelled({0: "NEGATIVE", 1: "POSITIVE"})))
    golden(root, "classifier-distilbert", spread(hf.DistilBertForSequenceClassification(config), 205), tokenizer, FEW,
           family="distilbert", **TEXT, proves="DistilBERT's head, no token types")
    golden(root, "classifier-roberta", *roberta(hf.RobertaForSequenceClassification, 206, **labelled(THREE_LABELS)), FEW,
           family="roberta", **TEXT, proves="RoBERTa's head, byte-level BPE")
    golden(root, "classifier-xlm-roberta", *xlm_roberta(hf.XLMRobertaForSequenceClassification, 207, **labelled(THREE_LABELS)),
           FEW, family="xlm-roberta", **TEXT, proves="XLM-R's head, Unigram")
    tokenizer, config = deberta_v2()
    config.update(labelled(THREE_LABELS) | SHAPE | {"pooler_hidden_size": 8})
    golden(root, "classifier-deberta-v2", spread(hf.DebertaV2ForSequenceClassification(config), 208), tokenizer, FEW,
           family="deberta-v2", **TEXT, proves="DeBERTa's head")
    tokenizer = vocabularies.word_pieces(True, "ElectraTokenizerFast")
    config = eager(hf.ElectraConfig(vocab_size=len(tokenizer), embedding_size=8, max_position_embeddings=64, **SHAPE,
                                    **labelled(THREE_LABELS)))
    golden(root, "classifier-electra", spread(hf.ElectraForSequenceClassification(config), 209), tokenizer, FEW,
           family="electra", **TEXT, proves="an ELECTRA classifier")


def make_multi_label(root: Path) -> None:
    """Sigmoid for each label."""
    settings = dict(problem_type="multi_label_classification", **labelled({0: "toxic", 1: "insult", 2: "threat", 3: "spam"}))
    golden(root, "multi-label-bert", *bert(hf.BertForSequenceClassification, 210, **settings), FEW, family="bert", **TEXT,
           proves="multi-label: a sigmoid each")
    golden(root, "multi-label-roberta", *roberta(hf.RobertaForSequenceClassification, 211, **settings), FEW, family="roberta",
           **TEXT, proves="multi-label, byte-level BPE")
    golden(root, "multi-label-xlm-roberta", *xlm_roberta(hf.XLMRobertaForSequenceClassification, 212, **settings), FEW,
           family="xlm-roberta", **TEXT, proves="multi-label, Unigram")


def make_regression(root: Path) -> None:
    """Raw outputs."""
    one, three = {0: "LABEL_0"}, {0: "valence", 1: "arousal", 2: "dominance"}
    about = dict(task="regression", export_task="text-classification")
    golden(root, "regression-bert", *bert(hf.BertForSequenceClassification, 220, problem_type="regression", **labelled(one)), FEW,
           family="bert", **about, proves="problem_type regression, one output: raw")
    golden(root, "regression-three", *bert(hf.BertForSequenceClassification, 221, problem_type="regression", **labelled(three)),
           FEW, family="bert", **about, proves="problem_type regression, three outputs: raw, no softmax")
    golden(root, "regression-roberta", *roberta(hf.RobertaForSequenceClassification, 222, problem_type="regression",
                                                **labelled(one)), FEW, family="roberta", **about, proves="regression, BPE")
    golden(root, "regression-xlm-roberta", *xlm_roberta(hf.XLMRobertaForSequenceClassification, 223, problem_type="regression",
                                                        **labelled(one)), FEW, family="xlm-roberta", **about,
           proves="regression, Unigram")
    golden(root, "reranker-bert", *bert(hf.BertForSequenceClassification, 224, **labelled(one)), PAIRS, family="bert", **about,
           proves="one label and nothing that names an activation: sigmoid; pairs, types 0 and 1, longest first")
    golden(root, "reranker-roberta", *roberta(hf.RobertaForSequenceClassification, 226, **labelled(one)), PAIRS, family="roberta",
           **about, proves="a reranker, byte-level BPE: sigmoid; pairs without types, two separators between them")
    golden(root, "reranker-xlm-roberta", *xlm_roberta(hf.XLMRobertaForSequenceClassification, 225, **labelled(one)), PAIRS,
           family="xlm-roberta", **about, proves="a reranker as bge-reranker: sigmoid; pairs without types")


def make_probabilities(root: Path) -> None:
    """Graphs that end in a softmax or sigmoid of their own."""
    model, tokenizer = bert(hf.BertForSequenceClassification, 230, **labelled(THREE_LABELS))
    golden(root, "classifier-softmax-in-graph", model, tokenizer, FEW, family="bert", inputs=THREE, check=False,
           layout="torch.onnx.export", export=dict(names=["probabilities"], per_text=("logits",), prepare=Ending(model, True)),
           **TEXT, proves="the graph's output is probabilities already (its last node is a Softmax): no second softmax")
    settings = dict(problem_type="multi_label_classification", **labelled({0: "a", 1: "b", 2: "c"}))
    model, tokenizer = bert(hf.BertForSequenceClassification, 231, **settings)
    golden(root, "multi-label-sigmoid-in-graph", model, tokenizer, FEW, family="bert", inputs=THREE, check=False,
           layout="torch.onnx.export", export=dict(names=["probabilities"], per_text=("logits",), prepare=Ending(model, False)),
           **TEXT, proves="the graph's output went through its own Sigmoid: no second one")


class Ending(torch.nn.Module):
    """A classifier whose last step is a softmax or sigmoid."""

    def __init__(self, model, softmax: bool) -> None:
        super().__init__()
        self.model, self.softmax = model, softmax

    def forward(self, ids, mask, types):
        logits = self.model(input_ids=ids, attention_mask=mask, token_type_ids=types).logits
        return torch.softmax(logits, -1) if self.softmax else torch.sigmoid(logits)


def make_padding(root: Path) -> None:
    """Classifiers that padding changes: the values are those of a text alone."""
    tokenizer, config = xlnet()
    config.update(labelled(THREE_LABELS) | {"n_layer": 1})
    about = dict(padding_changes_results=True, **TEXT)
    golden(root, "classifier-xlnet", spread(hf.XLNetForSequenceClassification(config), 240), tokenizer, FEW, family="xlnet",
           inputs=THREE, padding="left", layout="torch.onnx.export", **TEXT,
           proves="XLNet: types 0 and 2, its summary is the last token; padding at the right changes the result, at the left not")
    tokenizer = vocabularies.byte_pieces("GPT2TokenizerFast", ("<|endoftext|>",), limit=40, pad_token="<|endoftext|>")
    config = eager(hf.GPT2Config(vocab_size=len(tokenizer), n_positions=40, n_embd=8, n_layer=1, n_head=2, bos_token_id=0,
                                 eos_token_id=0, pad_token_id=0, **labelled(THREE_LABELS)))
    golden(root, "classifier-gpt2", spread(hf.GPT2ForSequenceClassification(config), 241), tokenizer, FEW[1:], family="gpt2",
           limit=40, **TEXT, proves="GPT-2's classifier: the last token's logits; the limit is n_positions")
    tokenizer = vocabularies.word_pieces(True, "ConvBertTokenizerFast")
    config = hf.ConvBertConfig(vocab_size=len(tokenizer), embedding_size=8, max_position_embeddings=64, head_ratio=1,
                               conv_kernel_size=3, **(SHAPE | {"num_hidden_layers": 2}), **labelled(THREE_LABELS))
    golden(root, "classifier-convbert", spread(hf.ConvBertForSequenceClassification(config), 242), tokenizer, FEW,
           family="convbert", **about, proves="ConvBERT's convolution sees the padding")


def make_pairs(root: Path) -> None:
    """Natural-language inference and next sentence."""
    about = dict(task="pair-classification", export_task="text-classification")
    golden(root, "pair-bert", *bert(hf.BertForSequenceClassification, 250, **labelled(NLI)), PAIRS, family="bert", **about,
           proves="pairs with types 0 and 1; longest_first")
    golden(root, "pair-roberta", *roberta(hf.RobertaForSequenceClassification, 251, **labelled(NLI)), PAIRS, family="roberta",
           **about, proves="pairs without types, </s></s> between them")
    golden(root, "pair-xlm-roberta", *xlm_roberta(hf.XLMRobertaForSequenceClassification, 252, **labelled(NLI)), PAIRS,
           family="xlm-roberta", **about, proves="pairs, Unigram")
    tokenizer, config = xlnet()
    config.update(labelled(NLI) | {"n_layer": 1})
    golden(root, "pair-xlnet", spread(hf.XLNetForSequenceClassification(config), 253), tokenizer, PAIRS, family="xlnet",
           inputs=THREE, padding="left", layout="torch.onnx.export", **about,
           proves="pairs with XLNet's types 0, 1 and 2")
    golden(root, "pair-next-sentence", *bert(hf.BertForNextSentencePrediction, 254, **labelled({0: "is_next", 1: "random"})),
           PAIRS, family="bert", inputs=THREE, layout="torch.onnx.export", **about, proves="BertForNextSentencePrediction")


def make_zero_shot(root: Path) -> None:
    """Zero-shot by an NLI model."""
    labels, template = ["sports", "politics", "weather \U0001f600"], "This text is about {}."
    about = dict(task="zero-shot", export_task="text-classification", make_lines=zero_shot_lines(labels, template),
                 options={"task": "zero-shot", "labels": labels, "template": template})
    golden(root, "zero-shot-bert", *bert(hf.BertForSequenceClassification, 260, **labelled(NLI)), FEW, family="bert", **about,
           proves="entailment is label 1 of three; only the text is cut")
    golden(root, "zero-shot-roberta", *roberta(hf.RobertaForSequenceClassification, 261, **labelled(
        {0: "CONTRADICTION", 1: "NEUTRAL", 2: "ENTAILMENT"})), FEW, family="roberta", **about,
        proves="entailment is label 2, upper case")
    golden(root, "zero-shot-xlm-roberta", *xlm_roberta(hf.XLMRobertaForSequenceClassification, 262, **labelled(
        {0: "entailment", 1: "neutral", 2: "contradiction"})), FEW, family="xlm-roberta", **about,
        proves="entailment is label 0, contradiction the last")
    golden(root, "zero-shot-two-labels", *bert(hf.BertForSequenceClassification, 263, **labelled(
        {0: "entailment", 1: "not_entailment"})), FEW, family="bert", **about,
        proves="two labels: entailment 0; the pipeline's own choice of the other one counts (the last)")
    golden(root, "zero-shot-no-entailment", *bert(hf.BertForSequenceClassification, 264, **labelled(THREE_LABELS)), FEW,
           lines=False, family="bert", refusal={"exit": 78, "says": ["entailment"]}, **about,
           proves="no label named entailment: refused, not guessed")


def make_entities(root: Path) -> None:
    """Token classification."""
    about = dict(task="token-classification", export_task="token-classification", make_lines=entity_lines)
    golden(root, "entities-bert", *bert(hf.BertForTokenClassification, 270, **labelled(BIO)), PEOPLE, family="bert", **about,
           proves="BIO, word pieces, all aggregations")
    golden(root, "entities-roberta", *roberta(hf.RobertaForTokenClassification, 271, **labelled(BIO)), PEOPLE, family="roberta",
           **about, proves="BIO, byte-level BPE (words by the pipeline's own rule: a space before)")
    golden(root, "entities-xlm-roberta", *xlm_roberta(hf.XLMRobertaForTokenClassification, 272, **labelled(BIO)), PEOPLE,
           family="xlm-roberta", **about, proves="BIO, Unigram")
    golden(root, "entities-bioes-bert", *bert(hf.BertForTokenClassification, 273, **labelled(BIOES)), PEOPLE, family="bert",
           **about, proves="BIOES, word pieces: the pipeline takes E- and S- for names of their own")
    golden(root, "entities-bioes-roberta", *roberta(hf.RobertaForTokenClassification, 274, **labelled(BIOES)), PEOPLE,
           family="roberta", **about, proves="BIOES, byte-level BPE")
    golden(root, "entities-bioes-xlm-roberta", *xlm_roberta(hf.XLMRobertaForTokenClassification, 275, **labelled(BIOES)), PEOPLE,
           family="xlm-roberta", **about, proves="BIOES, Unigram")
    tokenizer, config = deberta_v2()
    config.update(labelled(BIO) | SHAPE)
    golden(root, "entities-deberta-v2", spread(hf.DebertaV2ForTokenClassification(config), 276), tokenizer, PEOPLE,
           family="deberta-v2", **about, proves="BIO, DeBERTa")


MASKED = ["The weather is {mask} today.", "{mask}", "Anna {mask} in {mask} \U0001f600.", "A plain text without one.", "a", "",
          "caf\u00e9 \u4f60\u597d {mask}!"]


def make_masks(root: Path) -> None:
    """Masked language models."""
    about = dict(task="fill-mask", export_task="fill-mask", make_lines=mask_lines)
    cases = MASKED

    def with_masks(tokenizer):
        return [t.replace("{mask}", tokenizer.mask_token) for t in cases]

    model, tokenizer = bert(hf.BertForMaskedLM, 280)
    golden(root, "masks-bert", model, tokenizer, with_masks(tokenizer), family="bert", **about,
           proves="top five for each mask; pseudo-perplexity")
    model, tokenizer = roberta(hf.RobertaForMaskedLM, 281)
    golden(root, "masks-roberta", model, tokenizer, with_masks(tokenizer), family="roberta", **about,
           proves="byte-level BPE; the mask token takes the space before it")
    model, tokenizer = xlm_roberta(hf.XLMRobertaForMaskedLM, 282)
    golden(root, "masks-xlm-roberta", model, tokenizer, with_masks(tokenizer), family="xlm-roberta", **about, proves="Unigram")
    tokenizer = vocabularies.word_pieces(True, "ElectraTokenizerFast")
    config = eager(hf.ElectraConfig(vocab_size=len(tokenizer), embedding_size=8, max_position_embeddings=64, **SHAPE))
    golden(root, "masks-electra-generator", spread(hf.ElectraForMaskedLM(config), 283), tokenizer, with_masks(tokenizer),
           family="electra", **about, proves="ELECTRA's generator is a masked language model")


def make_replaced(root: Path) -> None:
    """ELECTRA's discriminator."""
    tokenizer = vocabularies.word_pieces(True, "ElectraTokenizerFast")
    config = eager(hf.ElectraConfig(vocab_size=len(tokenizer), embedding_size=8, max_position_embeddings=64, **SHAPE))
    golden(root, "replaced-electra", spread(hf.ElectraForPreTraining(config), 290), tokenizer, FEW, family="electra",
           task="replaced-tokens", export_task="fill-mask", make_lines=replaced_lines, inputs=THREE, layout="torch.onnx.export",
           export=dict(per_text=()), proves="ElectraForPreTraining: a sigmoid each token")


def make_other_heads(root: Path) -> None:
    """Heads that Textmill does not have."""
    golden(root, "refused-question-answering", *bert(hf.BertForQuestionAnswering, 295), FEW, family="bert", lines=False,
           check=False, task="question-answering", export_task="question-answering",
           refusal={"exit": 78, "says": ["BertForQuestionAnswering"]}, proves="question answering is refused by its name")
    tokenizer = vocabularies.byte_pieces("GPT2TokenizerFast", ("<|endoftext|>",), limit=40, pad_token="<|endoftext|>")
    config = eager(hf.GPT2Config(vocab_size=len(tokenizer), n_positions=40, n_embd=8, n_layer=1, n_head=2, bos_token_id=0,
                                 eos_token_id=0))
    golden(root, "refused-causal-gpt2", spread(hf.GPT2LMHeadModel(config), 296), tokenizer, FEW[1:], family="gpt2", lines=False,
           check=False, task="text-generation", export_task="text-generation",
           refusal={"exit": 78, "says": ["GPT2LMHeadModel"]}, proves="a causal language model is refused by its name")
    tokenizer, config = xlnet()
    config.n_layer = 1
    golden(root, "refused-causal-xlnet", spread(hf.XLNetLMHeadModel(config), 297), tokenizer, FEW, family="xlnet", lines=False,
           inputs=THREE, layout="torch.onnx.export", export=dict(per_text=()), task="text-generation",
           export_task="text-generation", refusal={"exit": 78, "says": ["XLNetLMHeadModel"]},
           proves="XLNet's language model: logits as wide as the vocabulary are no embedding")
    for name, kind, task, says in (("embedding-of-classifier", hf.BertForSequenceClassification, "embedding", "classif"),
                                   ("classification-of-masked", hf.BertForMaskedLM, "classification", "BertForMaskedLM"),
                                   ("replaced-of-question-answering", hf.BertForQuestionAnswering, "replaced-tokens",
                                    "BertForQuestionAnswering"),
                                   ("classification-of-base", hf.BertModel, "classification", "BertModel")):
        export = {hf.BertForSequenceClassification: "text-classification", hf.BertForMaskedLM: "fill-mask",
                  hf.BertForQuestionAnswering: "question-answering", hf.BertModel: "feature-extraction"}[kind]
        golden(root, f"refused-task-{name}", *bert(kind, 298), FEW, family="bert", lines=False, check=False, task=task,
               export_task=export, options={"task": task}, refusal={"exit": [2, 78], "says": [task, says]},
               proves=f"--task {task} on {kind.__name__}: refused, nothing invented")


FAMILIES = {name.removeprefix("make_"): function for name, function in globals().items() if name.startswith("make_")}
