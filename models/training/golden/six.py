"""What sentence-transformers 6 saves, and families that came with transformers 5: run with `requirements-six.txt`."""

from __future__ import annotations

import json
import shutil
import string
import tempfile
from pathlib import Path

import numpy as np
import sentencepiece
import torch
import transformers as hf
from sentence_transformers import CrossEncoder, SentenceTransformer, SparseEncoder
from sentence_transformers import models as st
from sentence_transformers.multi_vector_encoder import MultiVectorEncoder
from sentence_transformers.multi_vector_encoder.modules import MultiVectorMask
from sentence_transformers.sparse_encoder.modules import SparseAutoEncoder, SpladePooling

from . import checking, exporting, vocabularies
from .classifying import NLI, THREE_LABELS, labelled, ordered
from .encoders import THREE, TWO, eager, roberta_config
from .texts import FEW, PAIRS, TEXTS
from .vocabularies import LIMIT
from .weights import spread
from .writer import Golden, numbers, utf16, versions

LIBRARIES = ("sentence-transformers", "transformers", "torch", "onnxruntime")
WIDTH = 16
SHAPE = dict(hidden_size=WIDTH, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
NARROW = dict(hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
LAYOUT = "sentence-transformers 6.2"


def word_pieces():
    """BERT's tokenizer as transformers 5 makes it."""
    pieces = vocabularies.word_piece_vocabulary()
    return hf.BertTokenizer(vocab={piece: i for i, piece in enumerate(pieces)}, do_lower_case=True, model_max_length=LIMIT)


def byte_pieces():
    """RoBERTa's tokenizer as transformers 5 makes it."""
    vocabulary, merges = vocabularies.byte_pairs(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    return hf.RobertaTokenizer(vocab=vocabulary, merges=merges, model_max_length=LIMIT)


def unigram():
    """XLM-R's tokenizer as transformers 5 makes it, from sentencepiece's pieces."""
    with tempfile.TemporaryDirectory() as scratch:
        learnt = sentencepiece.SentencePieceProcessor(model_file=str(vocabularies.unigram_file(Path(scratch))))
    pieces = [(learnt.id_to_piece(i), learnt.get_score(i)) for i in range(3, len(learnt))]
    return hf.XLMRobertaTokenizer(vocab=[("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *pieces, ("<mask>", 0.0)],
                                  model_max_length=LIMIT)


def bert_config(tokenizer, shape=None, **settings):
    """BERT of one layer."""
    return eager(hf.BertConfig(vocab_size=len(tokenizer), max_position_embeddings=64, **(shape or SHAPE), **settings))


def trunk():
    """The model and tokenizer of most goldens here."""
    tokenizer = word_pieces()
    return spread(hf.BertModel(bert_config(tokenizer), add_pooling_layer=False), 400), tokenizer


def base(scratch: Path, model, tokenizer) -> str:
    """A directory for `Transformer` to load."""
    model.save_pretrained(scratch / "base")
    tokenizer.save_pretrained(scratch / "base")
    return str(scratch / "base")


def encoded(tokenizer, text: str, limit: int, pair: str | None = None) -> dict:
    """As `sentences.encoded`, which needs version 5."""
    encoding = tokenizer(*([text] if pair is None else [text, pair]), truncation=True, max_length=limit,
                         return_offsets_mapping=True)
    line = {"text": text, **({} if pair is None else {"pair": pair}), "ids": list(encoding["input_ids"])}
    sides = encoding.sequence_ids()
    line["offsets"] = [utf16(pair if side == 1 else text, [offset])[0]
                       for offset, side in zip(encoding["offset_mapping"], sides)]
    if pair is not None:
        line["sides"] = [-1 if s is None else s for s in sides]
    if any(encoding.get("token_type_ids") or []):
        line["type_ids"] = list(encoding["token_type_ids"])
    return line


def sentence_lines(model, texts, prompt: str | None):
    """`embedding` of each text alone."""
    for text in texts:
        if prompt is None:
            line = encoded(model.tokenizer, text, model.max_seq_length)
            assert line["ids"] == model.preprocess([text])["input_ids"][0].tolist(), text
        else:
            line = {"text": text, "prompt": prompt, "ids": model.preprocess([text], prompt=prompt)["input_ids"][0].tolist()}
        yield {**line, "embedding": numbers(model.encode([text], show_progress_bar=False, prompt=prompt)[0])}


def save(root: Path, name: str, model, transformer, inputs, outputs, *, lines, check_texts=FEW, per_text=("logits",),
         **about) -> None:
    """Saves a model of the library, exports its transformer to onnx/model.onnx, and writes the golden."""
    with tempfile.TemporaryDirectory() as scratch:
        saved = Path(scratch) / "saved"
        model.save_pretrained(str(saved), create_model_card=False)
        exporting.plain(transformer, saved / "onnx" / "model.onnx", inputs, outputs, per_text=per_text)
        transformer.eval()
        graph = checking.Graph(saved / "onnx" / "model.onnx")
        for text in check_texts:
            features = model.tokenizer([text], truncation=True, max_length=LIMIT, return_tensors="pt")
            with torch.no_grad():
                wanted = transformer(**{k: v for k, v in features.items() if k in inputs}, return_dict=True)[outputs[0]].numpy()
            found = graph.run({k: v.numpy() for k, v in features.items()})[0]
            if not np.allclose(found, wanted, atol=1e-4):
                raise SystemExit(f"{name}: the graph is off by {np.abs(found - wanted).max()}")
        g = Golden(root, name, area="B", layout=LAYOUT, max_tokens=LIMIT, reference="sentence-transformers 6 encode", **about,
                   made_by=versions(*LIBRARIES)).take(saved)
        g.write(None if "refusal" in about else list(lines))


def sentence(root: Path, name: str, *modules, proves: str, made=trunk, family: str = "bert", inputs=THREE, texts=FEW,
             prompt=None, settings=None, transformer=None, **about) -> None:
    """A SentenceTransformer."""
    with tempfile.TemporaryDirectory() as scratch:
        word = st.Transformer(base(Path(scratch), *made()), model_kwargs={"attn_implementation": "eager"}, **(transformer or {}))
        model = SentenceTransformer(modules=[word, *modules], device="cpu", **(settings or {})).eval()
        save(root, name, model, word.auto_model, inputs, ["last_hidden_state"], lines=sentence_lines(model, texts, prompt),
             family=family, task="embedding", proves=proves, **about)


def dense(width: int, out: int, seed: int, activation=None, bias: bool = True, **settings):
    """A Dense module with seeded weights."""
    generator = np.random.default_rng(seed)
    return st.Dense(width, out, bias=bias, activation_function=activation or torch.nn.Tanh(),
                    init_weight=torch.tensor(generator.normal(0, 0.3, (out, width)), dtype=torch.float32),
                    init_bias=torch.tensor(generator.normal(0, 0.1, out), dtype=torch.float32) if bias else None, **settings)


def layer_norm(width: int):
    """A LayerNorm module with seeded weights."""
    module = spread(st.LayerNorm(width), 401)
    with torch.no_grad():
        module.norm.weight.mul_(1.5)
    return module


def make_pooling(root: Path) -> None:
    """`pooling_mode` as a word or a list."""
    for mode in ("cls", "max", "mean", "mean_sqrt_len_tokens", "weightedmean", "lasttoken"):
        sentence(root, f"st6-pooling-{mode.replace('_', '-')}", st.Pooling(WIDTH, mode), proves=f'"pooling_mode": "{mode}"')
    sentence(root, "st6-pooling-mean-cls", st.Pooling(WIDTH, ["mean", "cls"]), st.Normalize(),
             proves='"pooling_mode": ["mean", "cls"]: in the order of the list')


def make_modules(root: Path) -> None:
    """The modules' new names and places."""
    sentence(root, "st6-dense", st.Pooling(WIDTH, "mean"), dense(WIDTH, 8, 402), st.Normalize(),
             proves="Dense with module_input_name, then Normalize with a directory of its own")
    sentence(root, "st6-dense-identity", st.Pooling(WIDTH, "cls"), dense(WIDTH, 24, 403, torch.nn.Identity(), False),
             proves="Dense without bias or activation")
    sentence(root, "st6-dense-residual", st.Pooling(WIDTH, "mean"), dense(WIDTH, WIDTH, 404, use_residual=True),
             proves="use_residual: done or refused by name", refusal_allowed=["use_residual"])
    sentence(root, "st6-layer-norm", st.Pooling(WIDTH, "mean"), layer_norm(WIDTH), st.Normalize(), proves="LayerNorm")
    sentence(root, "st6-all", st.Pooling(WIDTH, ["cls", "max"]), dense(2 * WIDTH, 12, 405), layer_norm(12), st.Normalize(),
             proves="two modes, Dense, LayerNorm, Normalize")
    sentence(root, "st6-token-dense", dense(WIDTH, 8, 406, module_input_name="token_embeddings"), st.Pooling(8, "mean"),
             proves="a Dense on the token embeddings, before pooling: done or refused by name", refusal_allowed=["Dense"])
    sentence(root, "st6-refused-cnn", st.CNN(WIDTH, 8, kernel_sizes=[1, 3]), st.Pooling(16, "mean"),
             proves="CNN under its new module path is refused by name", refusal={"exit": 78, "says": ["CNN"]})


def make_prompts(root: Path) -> None:
    """Prompts and limits."""
    prompts = {"query": "query: ", "document": "passage: "}
    sentence(root, "st6-prompt-default", st.Pooling(WIDTH, "mean"), st.Normalize(), prompt="query: ",
             settings=dict(prompts=prompts, default_prompt_name="query"), proves="default_prompt_name")
    sentence(root, "st6-prompt-chosen", st.Pooling(WIDTH, "mean"), st.Normalize(), prompt="passage: ",
             settings=dict(prompts=prompts), options={"prompt": "document"}, proves="a prompt chosen by its name")
    sentence(root, "st6-prompt-excluded", st.Pooling(WIDTH, "mean", include_prompt=False), prompt="query: ",
             settings=dict(prompts=prompts, default_prompt_name="query"), proves="include_prompt false")


def make_families(root: Path) -> None:
    """The layout with other tokenizers; a family that came with transformers 5."""
    tokenizer = byte_pieces()
    model = spread(hf.RobertaModel(roberta_config(hf.RobertaConfig, tokenizer, num_hidden_layers=1), add_pooling_layer=False), 410)
    sentence(root, "st6-roberta", st.Pooling(WIDTH, "mean"), st.Normalize(), made=lambda: (model, tokenizer), family="roberta",
             inputs=TWO, texts=TEXTS, proves="byte-level BPE as transformers 5 writes it")
    pieces = unigram()
    other = spread(hf.XLMRobertaModel(roberta_config(hf.XLMRobertaConfig, pieces, num_hidden_layers=1),
                                      add_pooling_layer=False), 411)
    sentence(root, "st6-xlm-roberta", st.Pooling(WIDTH, "mean"), made=lambda: (other, pieces), family="xlm-roberta", inputs=TWO,
             texts=TEXTS, proves="Unigram as transformers 5 writes it")
    words = word_pieces()
    nomic = eager(hf.NomicBertConfig(vocab_size=len(words), max_position_embeddings=64, **SHAPE))
    sentence(root, "nomic-bert", st.Pooling(WIDTH, "mean"), st.Normalize(), family="nomic-bert",
             made=lambda: (spread(hf.NomicBertModel(nomic, add_pooling_layer=False), 412), words),
             inputs=THREE, texts=TEXTS, settings=dict(prompts={"query": "search_query: ", "document": "search_document: "}),
             proves="NomicBERT: word pieces, rotary positions, gated layers; mean")


def make_sparse(root: Path) -> None:
    """SPLADE."""
    def bert():
        tokenizer = word_pieces()
        return hf.BertForMaskedLM(bert_config(tokenizer, NARROW)), tokenizer, THREE

    def roberta():
        tokenizer = byte_pieces()
        return hf.RobertaForMaskedLM(roberta_config(hf.RobertaConfig, tokenizer, **NARROW)), tokenizer, TWO

    def xlm_roberta():
        tokenizer = unigram()
        return hf.XLMRobertaForMaskedLM(roberta_config(hf.XLMRobertaConfig, tokenizer, **NARROW)), tokenizer, TWO

    for seed, (family, make) in enumerate((("bert", bert), ("roberta", roberta), ("xlm-roberta", xlm_roberta)), 420):
        model, tokenizer, inputs = make()
        spread(model, seed, 0.5)
        with torch.no_grad():
            model.get_output_embeddings().bias.sub_(2.5)
        with tempfile.TemporaryDirectory() as scratch:
            word = st.Transformer(base(Path(scratch), model, tokenizer), transformer_task="fill-mask",
                                  model_kwargs={"attn_implementation": "eager"})
            sparse = SparseEncoder(modules=[word, SpladePooling("max")], device="cpu").eval()
            save(root, f"sparse-{family}", sparse, word.auto_model, inputs, ["logits"], lines=sparse_lines(sparse), per_text=(),
                 family=family, task="sparse", proves="SPLADE: log(1 + relu), the largest over the real tokens")
    with tempfile.TemporaryDirectory() as scratch:
        word = st.Transformer(base(Path(scratch), *trunk()), model_kwargs={"attn_implementation": "eager"})
        sparse = SparseEncoder(modules=[word, st.Pooling(WIDTH, "mean"), SparseAutoEncoder(WIDTH, 32, k=8)], device="cpu").eval()
        save(root, "st6-refused-sparse-auto-encoder", sparse, word.auto_model, THREE, ["last_hidden_state"], lines=(),
             family="bert", task="sparse", proves="SparseAutoEncoder is refused by name",
             refusal={"exit": 78, "says": ["SparseAutoEncoder"]})


def sparse_lines(model):
    """`sparse`: indices of the vocabulary, ascending, with weights above zero."""
    for text in FEW:
        dense_vector = model.encode([text], show_progress_bar=False, convert_to_tensor=True).to_dense()[0]
        indices = dense_vector.nonzero().flatten().tolist()
        yield {**encoded(model.tokenizer, text, LIMIT),
               "sparse": {"indices": indices, "values": [round(float(dense_vector[i]), 7) for i in indices]}}


def make_token_vectors(root: Path) -> None:
    """ColBERT."""
    tokenizer = word_pieces()
    bytes_, pieces = byte_pieces(), unigram()
    for seed, (family, model, words, inputs) in enumerate((
            ("bert", hf.BertModel(bert_config(tokenizer), add_pooling_layer=False), tokenizer, THREE),
            ("roberta", hf.RobertaModel(roberta_config(hf.RobertaConfig, bytes_, num_hidden_layers=1), add_pooling_layer=False),
             bytes_, TWO),
            ("xlm-roberta", hf.XLMRobertaModel(roberta_config(hf.XLMRobertaConfig, pieces, num_hidden_layers=1),
                                               add_pooling_layer=False), pieces, TWO)), 430):
        token_vectors(root, f"token-vectors-{family}", spread(model, seed), words, inputs, family, list(string.punctuation),
                      "ColBERT: Dense to 6 numbers a token, normalised, punctuation left out")
    token_vectors(root, "token-vectors-all", spread(hf.BertModel(bert_config(tokenizer), add_pooling_layer=False), 434), tokenizer,
                  THREE, "bert", [], "ColBERT without a skip list: every token")


def token_vectors(root, name, transformer, tokenizer, inputs, family, skip, proves):
    """A MultiVectorEncoder."""
    with tempfile.TemporaryDirectory() as scratch:
        word = st.Transformer(base(Path(scratch), transformer, tokenizer), model_kwargs={"attn_implementation": "eager"})
        model = MultiVectorEncoder(modules=[
            word, dense(WIDTH, 6, 435, torch.nn.Identity(), False, module_input_name="token_embeddings"), MultiVectorMask(skip),
            st.Normalize(module_input_name="token_embeddings")], device="cpu").eval()
        save(root, name, model, word.auto_model, inputs, ["last_hidden_state"], lines=vector_lines(model), family=family,
             task="token-vectors", proves=proves)


def vector_lines(model):
    """`vectors` of the tokens that count, and `kept`, their places among the ids."""
    for text in FEW[:-1]:
        vectors = model.encode([text], show_progress_bar=False)[0]
        line = encoded(model.tokenizer, text, LIMIT)
        with torch.no_grad():
            mask = model.forward(model.preprocess([text]), task=None)["attention_mask"][0]
        kept = mask.nonzero().flatten().tolist()
        assert len(kept) == len(vectors), text
        yield {**line, "kept": kept, "vectors": numbers(vectors)}


def make_queries(root: Path) -> None:
    """ColBERT's other side: queries, with mask tokens behind them."""
    for name, expansion in (("fixed", {"strategy": "fixed", "length": 16}), ("attended", {"strategy": "fixed", "length": 24, "attend": True}),
                            ("least", {"strategy": "min", "length": 12})):
        queries(root, f"token-vectors-query-{name}", expansion)


def queries(root, name, expansion):
    """A MultiVectorEncoder whose texts are queries."""
    tokenizer = word_pieces()
    with tempfile.TemporaryDirectory() as scratch:
        transformer = spread(hf.BertModel(bert_config(tokenizer), add_pooling_layer=False), 430)
        word = st.Transformer(base(Path(scratch), transformer, tokenizer), model_kwargs={"attn_implementation": "eager"},
                              query_expansion=expansion)
        model = MultiVectorEncoder(modules=[
            word, dense(WIDTH, 6, 435, torch.nn.Identity(), False, module_input_name="token_embeddings"),
            MultiVectorMask(list(string.punctuation)), st.Normalize(module_input_name="token_embeddings")], device="cpu",
            prompts={"query": "q: ", "document": "d: "}).eval()
        save(root, name, model, word.auto_model, THREE, ["last_hidden_state"], lines=query_lines(model), family="bert",
             task="token-vectors", options={"prompt": "query"}, proves=f"ColBERT's queries, expanded: {json.dumps(expansion)}")


def query_lines(model):
    """`vectors`, `kept` and `ids` of queries."""
    for text in FEW:
        features = model.preprocess([text], prompt=model.prompts["query"], task="query")
        with torch.no_grad():
            mask = model.forward(dict(features), task="query")["attention_mask"][0]
        yield {"text": text, "prompt": model.prompts["query"], "ids": features["input_ids"][0].tolist(),
               "kept": mask.nonzero().flatten().tolist(), "vectors": numbers(model.encode_query([text], show_progress_bar=False)[0])}


def make_late_interaction(root: Path) -> None:
    """ColBERT as PyLate saves it: its Dense behind the Transformer, prefixes as tokens, the rest in its code and settings."""
    def xlm_roberta():
        pieces = unigram()
        return hf.XLMRobertaModel(roberta_config(hf.XLMRobertaConfig, pieces, num_hidden_layers=1), add_pooling_layer=False), pieces

    def roberta():
        bytes_ = byte_pieces()
        return hf.RobertaModel(roberta_config(hf.RobertaConfig, bytes_, num_hidden_layers=1), add_pooling_layer=False), bytes_

    def bert():
        words = word_pieces()
        return hf.BertModel(bert_config(words), add_pooling_layer=False), words

    cases = (("bert", bert, THREE, dict(skiplist_words=list("!,.;:?"))), ("roberta", roberta, TWO, {}),
             ("xlm-roberta", xlm_roberta, TWO, dict(skiplist_words=[])))
    for seed, (family, make, inputs, settings) in enumerate(cases, 450):
        model, tokenizer = make()
        tokenizer.add_tokens(["[Q] ", "[D] "])
        model.resize_token_embeddings(len(tokenizer), mean_resizing=False)
        pylate(root, f"pylate-{family}", spread(model, seed), tokenizer, inputs, family, settings)


def pylate(root, name, transformer, tokenizer, inputs, family, settings):
    """A directory in PyLate's layout, read by MultiVectorEncoder."""
    with tempfile.TemporaryDirectory() as scratch:
        saved = Path(scratch) / "saved"
        word = st.Transformer(base(Path(scratch), transformer, tokenizer), model_kwargs={"attn_implementation": "eager"})
        layer = dense(WIDTH, 6, 436, torch.nn.Identity(), False)
        SentenceTransformer(modules=[word, layer], device="cpu").save_pretrained(str(saved), create_model_card=False)
        modules = json.loads((saved / "modules.json").read_text())
        modules[0]["type"] = "sentence_transformers.models.Transformer"
        modules[1]["type"] = "pylate.models.Dense.Dense"
        (saved / "modules.json").write_text(json.dumps(modules, indent=2) + "\n")
        (saved / "1_Dense" / "config.json").write_text(json.dumps(dict(
            in_features=WIDTH, out_features=6, bias=False, activation_function="torch.nn.modules.linear.Identity"), indent=2) + "\n")
        about = json.loads((saved / "config_sentence_transformers.json").read_text())
        about |= dict(model_type="ColBERT", similarity_fn_name="MaxSim", query_prefix="[Q] ", document_prefix="[D] ",
                      query_length=32, document_length=40, attend_to_expansion_tokens=False, **settings)
        (saved / "config_sentence_transformers.json").write_text(json.dumps(about, indent=2) + "\n")
        model = MultiVectorEncoder(str(saved), device="cpu", model_kwargs={"attn_implementation": "eager"}).eval()
        exporting.plain(model[0].auto_model, saved / "onnx" / "model.onnx", inputs, ["last_hidden_state"], per_text=("logits",))
        g = Golden(root, name, area="B", layout="PyLate", max_tokens=40, family=family, task="token-vectors",
                   reference="sentence-transformers 6 MultiVectorEncoder.encode_document",
                   proves="PyLate's Dense, its token before documents, its limit of documents, its skip list",
                   made_by=versions(*LIBRARIES)).take(saved)
        g.write(list(document_lines(model)))
        if family == "bert":
            Golden(root, "pylate-query-bert", area="B", layout="PyLate", max_tokens=40, family=family, task="token-vectors",
                   options={"prompt": "query"}, reference="sentence-transformers 6 MultiVectorEncoder.encode_query",
                   proves="PyLate's token before queries, and mask tokens behind them up to query_length",
                   made_by=versions(*LIBRARIES)).take(saved).write(list(query_lines(model)))


def document_lines(model):
    """`vectors`, `kept` and `ids` of documents; `prompt` is the token before them."""
    for text in FEW:
        features = model.preprocess([text], prompt=model.prompts["document"], task="document")
        with torch.no_grad():
            mask = model.forward(dict(features), task="document")["attention_mask"][0]
        kept = mask.nonzero().flatten().tolist()
        vectors = model.encode_document([text], show_progress_bar=False)[0]
        assert len(kept) == len(vectors), text
        yield {"text": text, "prompt": model.prompts["document"], "ids": features["input_ids"][0].tolist(), "kept": kept,
               "vectors": numbers(vectors)}


def make_cross_encoders(root: Path) -> None:
    """Rerankers and pair classifiers as CrossEncoder saves them."""
    cases = (("reranker", {0: "LABEL_0"}, None, "one label: sigmoid, as config_sentence_transformers.json names it"),
             ("reranker-identity", {0: "LABEL_0"}, torch.nn.Identity(), "one label, activation Identity in the files: raw"),
             ("pairs", NLI, None, "three labels"))
    for seed, (kind, labels, activation, proves) in enumerate(cases, 440):
        tokenizer = word_pieces()
        model = spread(hf.BertForSequenceClassification(bert_config(tokenizer, NARROW, **labelled(labels))), seed, 0.8)
        with tempfile.TemporaryDirectory() as scratch:
            cross = CrossEncoder(base(Path(scratch), model, tokenizer), device="cpu", **(
                {"activation_fn": activation} if activation else {}))
            cross.eval()
            save(root, f"st6-cross-encoder-{kind}", cross, cross[0].auto_model, THREE, ["logits"],
                 lines=cross_lines(cross, labels), family="bert", proves=proves,
                 task="regression" if len(labels) == 1 else "pair-classification")


def cross_lines(model, labels):
    """`value` by the files' own activation; of several labels the softmax of the logits."""
    for text, pair in PAIRS:
        line = encoded(model.tokenizer, text, LIMIT, pair)
        found = model.predict([(text, pair)], show_progress_bar=False)[0]
        if len(labels) == 1:
            yield {**line, "value": numbers(found)}
        else:
            logits = torch.tensor(found)
            yield {**line, "logits": numbers(logits), "labels": ordered(labels, torch.softmax(logits, -1))}


FAMILIES = {name.removeprefix("make_"): function for name, function in globals().items() if name.startswith("make_")}
