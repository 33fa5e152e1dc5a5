"""Area B: the module chains and layouts that sentence-transformers up to 5.3 writes (later versions: `six.py`)."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import torch
import transformers as hf
from sentence_transformers import SentenceTransformer
from sentence_transformers import models as st

from . import exporting, vocabularies
from .encoders import THREE, TWO, eager
from .sentences import LIBRARIES, Sentence, encoded, golden, lines, pooling, spread_dense
from .texts import FEW
from .weights import spread
from .writer import Golden, numbers, versions

WIDTH = 16
SHAPE = dict(hidden_size=WIDTH, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
AREA = dict(area="B", family="bert", texts=FEW, layout="sentence-transformers 5.3")


def trunk(lower: bool = True):
    """A BERT of one layer and its tokenizer: the same one in every golden here, so that its files are kept once."""
    tokenizer = vocabularies.word_pieces(lower)
    model = hf.BertModel(eager(hf.BertConfig(vocab_size=len(tokenizer), max_position_embeddings=64, **SHAPE)),
                         add_pooling_layer=False)
    return spread(model, 100), tokenizer


def make_pooling(root: Path) -> None:
    """Every mode alone, and several at once, in the order that the library concatenates them."""
    for mode in ("cls", "max", "mean", "mean_sqrt_len_tokens", "weightedmean", "lasttoken"):
        golden(root, f"st5-pooling-{mode.replace('_', '-')}", *trunk(), pooling(WIDTH, mode), **AREA,
               proves=f"pooling {mode}, not normalised")
    golden(root, "st5-pooling-cls-mean", *trunk(), pooling(WIDTH, "mean", "cls"), st.Normalize(), **AREA,
           proves="two modes at once: CLS before mean, 32 numbers, then normalised")
    golden(root, "st5-pooling-all", *trunk(), pooling(WIDTH, "mean", "cls", "max", "mean_sqrt_len_tokens", "weightedmean",
                                                         "lasttoken"), **AREA,
           proves="all modes at once in the library's order: cls, max, mean, sqrt, weighted mean, last; 96 numbers")
    golden(root, "st5-pooling-v2", *trunk(), pooling(WIDTH, "mean"), **AREA,
           proves="1_Pooling/config.json of version 2: four flags only",
           after=lambda g: g.edit("1_Pooling/config.json", pooling_mode_weightedmean_tokens=None,
                                  pooling_mode_lasttoken=None, include_prompt=None))


def make_dense(root: Path) -> None:
    """Dense with each activation, with its weights in either format."""
    for seed, (name, activation, bias) in enumerate((("tanh", torch.nn.Tanh(), True), ("identity", torch.nn.Identity(), False),
                                                    ("relu", torch.nn.ReLU(), True), ("gelu", torch.nn.GELU(), True),
                                                    ("sigmoid", torch.nn.Sigmoid(), True)), 110):
        golden(root, f"st5-dense-{name}", *trunk(), pooling(WIDTH, "mean"), spread_dense(WIDTH, 8, seed, activation, bias),
               **AREA, proves=f"Dense to 8 numbers, activation {name}, {'with' if bias else 'without'} bias; not normalised")
    golden(root, "st5-dense-normalize", *trunk(), pooling(WIDTH, "cls"), spread_dense(WIDTH, 24, 115), st.Normalize(), **AREA,
           proves="CLS, Dense to 24 numbers, then normalised, as LaBSE")
    golden(root, "st5-dense-twice", *trunk(), pooling(WIDTH, "mean"), spread_dense(WIDTH, 32, 116, torch.nn.Identity(), False),
           spread_dense(32, 8, 117, torch.nn.Identity(), False), st.Normalize(), **AREA,
           proves="two Dense modules, 16 to 32 to 8, then normalised, as EmbeddingGemma")
    golden(root, "st5-dense-pickle", *trunk(), pooling(WIDTH, "mean"), spread_dense(WIDTH, 8, 118), **AREA,
           proves="Dense with its weights in pytorch_model.bin: read safely or refused by name", after=dense_as_pickle,
           refusal_allowed=["pytorch_model.bin"])


def dense_as_pickle(g: Golden) -> None:
    """`2_Dense/pytorch_model.bin` as older versions wrote it."""
    from safetensors.torch import load_file

    file = g.model / "2_Dense" / "model.safetensors"
    torch.save(load_file(file), g.model / "2_Dense" / "pytorch_model.bin")
    file.unlink()


def layer_norm(width: int, seed: int):
    """A LayerNorm module with seeded weights."""
    module = st.LayerNorm(width)
    spread(module, seed)
    with torch.no_grad():
        module.norm.weight.mul_(1.5)
    return module


def make_layer_norm(root: Path) -> None:
    """LayerNorm between pooling and the end."""
    golden(root, "st5-layer-norm", *trunk(), pooling(WIDTH, "mean"), layer_norm(WIDTH, 120), **AREA,
           proves="LayerNorm with weights; not normalised")
    golden(root, "st5-dense-layer-norm-normalize", *trunk(), pooling(WIDTH, "cls"), spread_dense(WIDTH, 12, 121),
           layer_norm(12, 121), st.Normalize(), **AREA, proves="Dense, LayerNorm, Normalize in that order")
    golden(root, "st5-normalize-dense", *trunk(), pooling(WIDTH, "mean"), st.Normalize(), spread_dense(WIDTH, 8, 122), **AREA,
           proves="Normalize before Dense: the result is not of length 1")


def make_prompts(root: Path) -> None:
    """Prompts: a default one is used, others only when chosen; excluded from the mean where the files say so."""
    prompts = {"query": "query: ", "passage": "passage: "}
    golden(root, "st5-prompt-default", *trunk(), pooling(WIDTH, "mean"), st.Normalize(), **AREA, prompt="query: ",
           settings=dict(prompts=prompts, default_prompt_name="query"),
           proves="default_prompt_name: every text gets `query: ` in front")
    golden(root, "st5-prompt-chosen", *trunk(), pooling(WIDTH, "mean"), st.Normalize(), **AREA, prompt="passage: ",
           settings=dict(prompts=prompts), options={"prompt": "passage"}, proves="a prompt of the files, chosen by its name")
    golden(root, "st5-prompt-none", *trunk(), pooling(WIDTH, "mean"), st.Normalize(), **AREA,
           settings=dict(prompts=prompts), proves="prompts in the files without a default: none is used")
    for mode in ("mean", "weightedmean", "max", "mean_sqrt_len_tokens", "lasttoken"):
        golden(root, f"st5-prompt-excluded-{mode.replace('_', '-')}", *trunk(), pooling(WIDTH, mode, include_prompt=False),
               **AREA, prompt="query: ", settings=dict(prompts=prompts, default_prompt_name="query"),
               proves=f"include_prompt false: the prompt's tokens are seen by the model and left out of the {mode}")


def make_settings(root: Path) -> None:
    """sentence_bert_config.json and its other names."""
    golden(root, "st5-max-seq-length", *trunk(), pooling(WIDTH, "mean"), **AREA, limit=12,
           proves="max_seq_length 12 in sentence_bert_config.json cuts before model_max_length 48 does")
    for other in ("roberta", "xlnet"):
        golden(root, f"st5-max-seq-length-{other}", *trunk(), pooling(WIDTH, "mean"), **AREA, limit=12,
               after=lambda g, o=other: (g.model / "sentence_bert_config.json").rename(g.model / f"sentence_{o}_config.json"),
               proves=f"max_seq_length in sentence_{other}_config.json")
    golden(root, "st5-lower-case", *trunk(lower=False), pooling(WIDTH, "mean"), **AREA,
           settings=dict(arguments=dict(do_lower_case=True)),
           proves="do_lower_case of sentence_bert_config.json before a tokenizer that keeps case")


def make_layouts(root: Path) -> None:
    """Other places for the same files."""
    golden(root, "st5-pooling-directory", *trunk(), pooling(WIDTH, "cls"), **AREA, after=rename_pooling,
           proves="the pooling directory is what modules.json says: `pool`, while `1_Pooling` says something else")
    golden(root, "st5-transformer-directory", *trunk(), pooling(WIDTH, "mean"), st.Normalize(), **AREA,
           after=into_transformer, proves="layout of versions 1 and 2: the transformer and its graph in 0_Transformer/")
    golden(root, "st5-onnx-beside", *trunk(), pooling(WIDTH, "cls"), **AREA, after=up,
           proves="the graph beside config.json instead of in onnx/")
    golden(root, "st5-matryoshka", *trunk(), pooling(WIDTH, "mean"), **AREA, settings=dict(truncate_dim=8),
           options={"dimensions": 8}, encode=dict(normalize_embeddings=True),
           proves="cut to 8 of 16 numbers as the user says, then normalised")
    golden(root, "st5-similarity-dot", *trunk(), pooling(WIDTH, "cls"), **AREA, settings=dict(similarity_fn_name="dot"),
           proves="similarity_fn_name dot in config_sentence_transformers.json is reported; the values are not normalised")


def rename_pooling(g: Golden) -> None:
    """`pool/` is the real one; a `1_Pooling/` that nobody names says mean."""
    shutil.copytree(g.model / "1_Pooling", g.model / "pool")
    modules = json.loads((g.model / "modules.json").read_text())
    modules[1]["path"] = "pool"
    (g.model / "modules.json").write_text(json.dumps(modules, indent=2) + "\n")
    g.edit("1_Pooling/config.json", pooling_mode_cls_token=False, pooling_mode_mean_tokens=True)


def into_transformer(g: Golden) -> None:
    """Moves the transformer's files into `0_Transformer/`."""
    inner = g.model / "0_Transformer"
    inner.mkdir()
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt",
                 "sentence_bert_config.json", "onnx"):
        shutil.move(str(g.model / name), str(inner / name))
    modules = json.loads((g.model / "modules.json").read_text())
    modules[0]["path"] = "0_Transformer"
    (g.model / "modules.json").write_text(json.dumps(modules, indent=2) + "\n")


def up(g: Golden) -> None:
    """`model.onnx` beside `config.json`."""
    shutil.move(str(g.model / "onnx" / "model.onnx"), str(g.model / "model.onnx"))
    (g.model / "onnx").rmdir()


def refused(root: Path, name: str, *modules, says: list[str], proves: str, pooled: bool = True) -> None:
    """A chain with a module that is refused by its name."""
    with tempfile.TemporaryDirectory() as scratch:
        model, tokenizer = trunk()
        chain = [*modules, pooling(WIDTH, "mean")] if pooled else list(modules)
        made = Sentence(Path(scratch), model, tokenizer, *chain)
        made.onnx()
        Golden(root, name, area="B", family="bert", task="embedding", layout="sentence-transformers 5.3", proves=proves,
               refusal={"exit": 78, "says": says}, made_by=versions(*LIBRARIES)).take(made.saved).write()


def make_refused(root: Path) -> None:
    """Modules that Textmill does not compute."""
    vocabulary = vocabularies.word_piece_vocabulary()
    refused(root, "st5-refused-cnn", st.CNN(WIDTH, 8, kernel_sizes=[1, 3]), says=["CNN"], proves="CNN is refused by name")
    refused(root, "st5-refused-lstm", st.LSTM(WIDTH, 8), says=["LSTM"], proves="LSTM is refused by name")
    refused(root, "st5-refused-word-weights", st.WordWeights(vocabulary, {v: 1.0 for v in vocabulary[:20]}),
            says=["WordWeights"], proves="WordWeights is refused by name")
    weighted_layer_pooling(root)
    refused(root, "st5-refused-dropout", pooling(WIDTH, "mean"), st.Dropout(0.2), pooled=False, says=["Dropout"],
            proves="Dropout is not among the modules; it does nothing at inference, so refusing or doing nothing is right")
    golden_refusal = Golden(root, "st5-refused-unknown-module", area="B", family="bert", task="embedding",
                            layout="sentence-transformers 5.3", proves="a module of the author's own code is refused by name",
                            refusal={"exit": 78, "says": ["custom_pooling.AttentionPooling"]}, made_by=versions(*LIBRARIES))
    golden_refusal.take(root / "st5-pooling-mean" / "model")
    modules = json.loads((golden_refusal.model / "modules.json").read_text())
    modules[1]["type"] = "custom_pooling.AttentionPooling"
    (golden_refusal.model / "modules.json").write_text(json.dumps(modules, indent=2) + "\n")
    golden_refusal.write()


def weighted_layer_pooling(root: Path) -> None:
    """Weighted layer pooling needs all hidden states."""
    with tempfile.TemporaryDirectory() as scratch:
        model, tokenizer = trunk()
        made = Sentence(Path(scratch), model, tokenizer, st.WeightedLayerPooling(WIDTH, num_hidden_layers=1, layer_start=1),
                        pooling(WIDTH, "mean"))
        made.onnx()
        Golden(root, "st5-refused-weighted-layer-pooling", area="B", family="bert", task="embedding",
               layout="sentence-transformers 5.3", proves="WeightedLayerPooling is refused by name",
               refusal={"exit": 78, "says": ["WeightedLayerPooling"]}, made_by=versions(*LIBRARIES)).take(made.saved).write()


def base_export(root: Path, name: str, mode: str, normalise: bool, **about) -> None:
    """Optimum's export of a base model: no pooling information at all. Values as the user's own statement gives them."""
    with tempfile.TemporaryDirectory() as scratch:
        model, tokenizer = trunk()
        made = Sentence(Path(scratch), model, tokenizer, pooling(WIDTH, mode), *([st.Normalize()] if normalise else []))
        out = exporting.optimum(made.base, Path(scratch) / "out", "feature-extraction", library_name="transformers")
        g = Golden(root, name, area="B", family="bert", task="embedding", layout="optimum feature-extraction",
                   max_tokens=vocabularies.LIMIT, made_by=versions(*LIBRARIES), **about).take(out)
        g.write(None if "refusal" in about else lines(made.model, FEW))


def make_optimum(root: Path) -> None:
    """Optimum's feature-extraction export, which says nothing of pooling; and its sentence-transformers export."""
    base_export(root, "optimum-base-unstated", "mean", True, refusal={"exit": 78, "says": ["pooling"]},
                proves="no pooling information: refused, with how to state it")
    for mode, normalise in (("cls", True), ("mean", False), ("max", True), ("lasttoken", False)):
        base_export(root, f"optimum-base-{mode}", mode, normalise,
                    options={"pooling": {"lasttoken": "last-token"}.get(mode, mode), "normalise": normalise},
                    proves=f"no pooling information, stated by the user: {mode}, {'' if normalise else 'not '}normalised")
    with tempfile.TemporaryDirectory() as scratch:
        model, tokenizer = trunk()
        made = Sentence(Path(scratch), model, tokenizer, pooling(WIDTH, "mean"), spread_dense(WIDTH, 8, 172))
        out = exporting.optimum(made.saved, Path(scratch) / "out", "feature-extraction", library_name="sentence_transformers")
        Golden(root, "optimum-sentence-embedding", area="B", family="bert", task="embedding",
               layout="optimum sentence_transformers", max_tokens=vocabularies.LIMIT,
               proves="the graph has token_embeddings and sentence_embedding: the latter as it is, not normalised again",
               made_by=versions(*LIBRARIES)).take(out).write(lines(made.model, FEW))


def make_cross_encoders(root: Path) -> None:
    """Rerankers as CrossEncoder saves them: config.json says the activation, in a new or an old place."""
    from sentence_transformers import CrossEncoder

    from .classifying import labelled
    from .texts import PAIRS

    identity = "torch.nn.modules.linear.Identity"
    for name, activation, after, proves in (
            ("sigmoid", None, None, "config.json names Sigmoid under sentence_transformers"),
            ("identity", torch.nn.Identity(), None, "config.json names Identity under sentence_transformers: raw"),
            ("old-identity", torch.nn.Identity(), lambda g: g.edit(
                "config.json", sentence_transformers=None, sbert_ce_default_activation_function=identity),
             "Identity under sbert_ce_default_activation_function, as versions up to 3 wrote it: raw"),
            ("unstated", torch.nn.Sigmoid(), lambda g: g.edit("config.json", sentence_transformers=None),
             "no activation anywhere: sigmoid")):
        tokenizer = vocabularies.word_pieces()
        narrow = dict(hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
        config = hf.BertConfig(vocab_size=len(tokenizer), max_position_embeddings=64, **narrow, **labelled({0: "LABEL_0"}))
        model = spread(hf.BertForSequenceClassification(eager(config)), 180, 0.8)
        with tempfile.TemporaryDirectory() as scratch:
            base, saved = Path(scratch) / "base", Path(scratch) / "saved"
            model.save_pretrained(base)
            tokenizer.save_pretrained(base)
            cross = CrossEncoder(str(base), device="cpu", **({"activation_fn": activation} if activation else {}))
            cross.save_pretrained(str(saved))
            exporting.optimum(base, Path(scratch) / "out", "text-classification", library_name="transformers")
            (saved / "onnx").mkdir()
            shutil.move(Path(scratch) / "out" / "model.onnx", saved / "onnx" / "model.onnx")
            g = Golden(root, f"st5-cross-encoder-{name}", area="B", family="bert", task="regression", proves=proves,
                       layout="sentence-transformers 5.3", reference="sentence-transformers CrossEncoder.predict",
                       max_tokens=vocabularies.LIMIT, made_by=versions(*LIBRARIES)).take(saved)
            if after:
                after(g)
            g.write([{**encoded(tokenizer, text, vocabularies.LIMIT, pair),
                      "value": numbers(cross.predict([(text, pair)], show_progress_bar=False)[0])} for text, pair in PAIRS])


def make_sparse(root: Path) -> None:
    """SPLADE as 5.x saves it: MLMTransformer and SpladePooling."""
    from sentence_transformers import SparseEncoder
    from sentence_transformers.sparse_encoder.models import MLMTransformer, SpladePooling

    tokenizer = vocabularies.word_pieces()
    narrow = dict(hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
    model = spread(hf.BertForMaskedLM(eager(hf.BertConfig(vocab_size=len(tokenizer), max_position_embeddings=64, **narrow))), 181, 0.5)
    with torch.no_grad():
        model.get_output_embeddings().bias.sub_(2.5)
    for name, pooled, activation in (("max", "max", "relu"), ("sum", "sum", "relu"), ("log1p-relu", "max", "log1p_relu")):
        with tempfile.TemporaryDirectory() as scratch:
            base, saved = Path(scratch) / "base", Path(scratch) / "saved"
            model.save_pretrained(base)
            tokenizer.save_pretrained(base)
            sparse = SparseEncoder(modules=[MLMTransformer(str(base), max_seq_length=vocabularies.LIMIT), SpladePooling(
                pooling_strategy=pooled, activation_function=activation)], device="cpu").eval()
            sparse.save_pretrained(str(saved), create_model_card=False)
            exporting.optimum(base, Path(scratch) / "out", "fill-mask", library_name="transformers")
            (saved / "onnx").mkdir()
            shutil.move(Path(scratch) / "out" / "model.onnx", saved / "onnx" / "model.onnx")
            made = []
            for text in FEW:
                vector = sparse.encode([text.strip()], show_progress_bar=False, convert_to_tensor=True).to_dense()[0]
                indices = vector.nonzero().flatten().tolist()
                made.append({**encoded(tokenizer, text, vocabularies.LIMIT),
                             "sparse": {"indices": indices, "values": [round(float(vector[i]), 6) for i in indices]}})
            Golden(root, f"st5-sparse-{name}", area="B", family="bert", task="sparse", layout="sentence-transformers 5.3",
                   reference="sentence-transformers SparseEncoder.encode", max_tokens=vocabularies.LIMIT,
                   proves=f"MLMTransformer and SpladePooling of 5.x, {pooled}, {activation}",
                   **({} if name == "max" else {"refusal_allowed": ["SpladePooling"]}),
                   made_by=versions(*LIBRARIES)).take(saved).write(made)


def make_late_interaction(root: Path) -> None:
    """ColBERT as PyLate saves it: nothing of its own library is needed to see what it is."""
    g = Golden(root, "pylate-colbert", area="B", family="bert", task="token-vectors", layout="PyLate", proves=(
        "pylate.models.Dense after the Transformer, query and document prefixes in config_sentence_transformers.json: token "
        "vectors, never one pooled embedding"), refusal={"exit": 78, "says": ["pylate.models"]}, values_allowed=True,
        made_by=versions(*LIBRARIES))
    with tempfile.TemporaryDirectory() as scratch:
        made = Sentence(Path(scratch), *trunk(), spread_dense(WIDTH, 6, 182, torch.nn.Identity(), False))
        made.onnx()
        g.take(made.saved)
    modules = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
               {"idx": 1, "name": "1", "path": "1_Dense", "type": "pylate.models.Dense.Dense"}]
    (g.model / "modules.json").write_text(json.dumps(modules, indent=2) + "\n")
    g.edit("config_sentence_transformers.json", query_prefix="[Q] ", document_prefix="[D] ", query_length=32,
           document_length=180, attend_to_expansion_tokens=False, skiplist_words=list("!,.;:?"), similarity_fn_name="MaxSim")
    g.write()


def make_others(root: Path) -> None:
    """Kinds of models that are no Transformer with pooling."""
    with tempfile.TemporaryDirectory() as scratch:
        made = Sentence(Path(scratch), *trunk(), pooling(WIDTH, "mean"))
        made.onnx()
        router = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Router"}]
        g = Golden(root, "st5-refused-router", area="B", family="bert", task="embedding", layout="sentence-transformers 5.3",
                   proves="Router (two towers, queries and documents) is refused by name",
                   refusal={"exit": 78, "says": ["Router"]}, made_by=versions(*LIBRARIES)).take(made.saved)
        (g.model / "modules.json").write_text(json.dumps(router, indent=2) + "\n")
        g.edit("router_config.json", types={"query_0_Transformer": "sentence_transformers.models.Transformer"},
               structure={"query": ["query_0_Transformer"]}, parameters={"default_route": "query"}).write()
        static = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}]
        g = Golden(root, "st5-refused-static", area="B", family="static", task="embedding", layout="sentence-transformers 5.3",
                   proves="StaticEmbedding has no graph: refused by name", refusal={"exit": 78, "says": ["StaticEmbedding"]},
                   made_by=versions(*LIBRARIES)).take(made.saved)
        (g.model / "modules.json").write_text(json.dumps(static, indent=2) + "\n")
        g.write()


FAMILIES = {name.removeprefix("make_"): function for name, function in globals().items() if name.startswith("make_")}
