"""Area H: embedding models of families that people have beside the usual ones, and unusual layouts of a usual one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import onnxruntime
import transformers as hf
from sentence_transformers import models as st

from . import vocabularies
from .chains import trunk
from .encoders import SHAPE, THREE, TWO, WIDTH, eager, roberta_config
from .sentences import golden, pooling
from .texts import FEW, HARD, LONG, PLAIN
from .weights import spread

TEXTS = HARD[2:8] + PLAIN[:2] + [LONG]
ABOUT = dict(area="H", texts=TEXTS)


def word_pieces(kind, config, seed: int, tokenizer: str = "BertTokenizerFast", **settings):
    """A model over word pieces."""
    pieces = vocabularies.word_pieces(True, tokenizer)
    shape = dict(vocab_size=len(pieces), max_position_embeddings=64, **SHAPE) | settings
    arguments = {"add_pooling_layer": False} if kind.__name__ not in ("SplinterModel", "NystromformerModel") else {}
    return spread(kind(eager(config(**shape)), **arguments), seed), pieces


def make_word_pieces(root: Path) -> None:
    """BERT's relatives with its tokens."""
    for name, kind, config, settings in (
            ("megatron-bert", hf.MegatronBertModel, hf.MegatronBertConfig, {}),
            ("ernie", hf.ErnieModel, hf.ErnieConfig, dict(use_task_id=False)),
            ("splinter", hf.SplinterModel, hf.SplinterConfig, {}),
            ("mobilebert", hf.MobileBertModel, hf.MobileBertConfig,
             dict(embedding_size=8, intra_bottleneck_size=8, num_feedforward_networks=2))):
        model, tokenizer = word_pieces(kind, config, 121, **settings)
        golden(root, f"odd-{name}", model, tokenizer, pooling(WIDTH, "mean"), st.Normalize(), family=name,
               layout="torch.onnx.export", inputs=THREE, proves=f"{name} with word pieces", **ABOUT)


def make_byte_pieces(root: Path) -> None:
    """RoBERTa's relatives: positions from behind the padding's id on."""
    for name, kind, config in (("ibert", hf.IBertModel, hf.IBertConfig),
                               ("roberta-prelayernorm", hf.RobertaPreLayerNormModel, hf.RobertaPreLayerNormConfig),
                               ("xlm-roberta-xl", hf.XLMRobertaXLModel, hf.XLMRobertaXLConfig)):
        tokenizer = vocabularies.byte_pieces()
        model = kind(roberta_config(config, tokenizer), add_pooling_layer=False)
        golden(root, f"odd-{name}", spread(model, 122), tokenizer, pooling(WIDTH, "cls"), family=name, inputs=TWO,
               layout="torch.onnx.export", proves=f"{name}: positions behind the padding's id", limit=64, **ABOUT)


def make_others(root: Path) -> None:
    """Attention that is not BERT's."""
    model, tokenizer = word_pieces(hf.NystromformerModel, hf.NystromformerConfig, 123, num_landmarks=64, segment_means_seq_len=64)
    golden(root, "odd-nystromformer", model, tokenizer, pooling(WIDTH, "mean"), family="nystromformer", inputs=THREE,
           layout="torch.onnx.export", padding_changes_results=True, proves="landmarks: a text has one result whatever it is beside",
           **ABOUT)


def folded(g) -> None:
    """The graph with its constants computed, a quarter of the size."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 4
    options.optimized_model_filepath = str(g.model / "folded.onnx")
    onnxruntime.InferenceSession(str(g.model / "onnx" / "model.onnx"), options, providers=["CPUExecutionProvider"])
    (g.model / "folded.onnx").replace(g.model / "onnx" / "model.onnx")


def make_longformer(root: Path) -> None:
    """Longformer's windows: `config.onnx_export` has it exported without views, and then of one length only."""
    tokenizer = vocabularies.byte_pieces()
    config = hf.LongformerConfig(vocab_size=len(tokenizer), hidden_size=8, num_hidden_layers=1, num_attention_heads=1,
                                 intermediate_size=16, attention_window=12, max_position_embeddings=34, pad_token_id=1,
                                 bos_token_id=0, eos_token_id=2, onnx_export=True)
    golden(root, "odd-longformer", spread(hf.LongformerModel(config, add_pooling_layer=False), 124), tokenizer,
           pooling(8, "mean"), family="longformer", inputs=TWO, layout="torch.onnx.export", check=False, limit=24,
           export=dict(shape=(1, 24), dynamic=False), after=folded, area="H", texts=TEXTS,
           proves="windows of attention, a graph of one length: every text is padded to it, and has what it has alone")


def make_layouts(root: Path) -> None:
    """Files that were moved, renamed or left out."""
    def variants(g):
        for name in ("model_O2.onnx", "model_quantized.onnx"):
            shutil.copy(g.model / "onnx" / "model.onnx", g.model / "onnx" / name)

    golden(root, "odd-several-variants", *trunk(), pooling(WIDTH, "mean"), family="bert", after=variants,
           proves="onnx/ with model.onnx, model_O2.onnx and model_quantized.onnx: model.onnx", **ABOUT)

    def no_architectures(g):
        g.edit("config.json", architectures=None)

    golden(root, "odd-no-architectures", *trunk(), pooling(WIDTH, "mean"), st.Normalize(), family="bert",
           after=no_architectures, proves="config.json without architectures, modules.json there: an embedding", **ABOUT)

    def masked(g):
        g.edit("config.json", architectures=["BertForMaskedLM"])

    golden(root, "odd-architecture-of-pretraining", *trunk(), pooling(WIDTH, "mean"), st.Normalize(), family="bert",
           after=masked, proves="architectures of the pre-training head, modules.json there: an embedding", **ABOUT)

    def both_forms(g):
        g.edit("1_Pooling/config.json", pooling_mode="cls")

    golden(root, "odd-pooling-said-twice", *trunk(), pooling(WIDTH, "cls"), family="bert", after=both_forms,
           proves="1_Pooling with flags and pooling_mode that agree", **ABOUT)

    def truncated(g):
        g.edit("config_sentence_transformers.json", truncate_dim=8)

    golden(root, "odd-truncate-dim", *trunk(), pooling(WIDTH, "mean"), st.Normalize(), family="bert", after=truncated,
           settings=dict(truncate_dim=8), encode=dict(normalize_embeddings=True),
           proves="truncate_dim 8 in config_sentence_transformers.json: cut, then of length 1 as the model is", **ABOUT)

    def truncated_raw(g):
        g.edit("config_sentence_transformers.json", truncate_dim=8)

    golden(root, "odd-truncate-dim-not-normalised", *trunk(), pooling(WIDTH, "mean"), family="bert", after=truncated_raw,
           settings=dict(truncate_dim=8), proves="truncate_dim 8 of a model that does not normalise: cut", **ABOUT)

    def japanese(g):
        (g.model / "tokenizer.json").unlink()
        g.edit("tokenizer_config.json", tokenizer_class="BertJapaneseTokenizer", word_tokenizer_type="mecab")

    refused = golden(root, "odd-japanese-words", *trunk(), pooling(WIDTH, "mean"), family="bert", after=japanese,
                     proves="vocab.txt of a tokenizer that looks words up elsewhere: refused", area="H", texts=FEW[:1],
                     refusal={"exit": 78, "says": ["tokenizer.json", "BertJapaneseTokenizer"]})
    (refused.root / "golden.jsonl").unlink()


FAMILIES = {name.removeprefix("make_"): function for name, function in globals().items() if name.startswith("make_")}
