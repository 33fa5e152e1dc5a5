"""Area E: the same models as other files and other graphs."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
import transformers as hf
from onnx import helper, version_converter
from onnxruntime.quantization import quantize_dynamic
from onnxruntime.transformers.float16 import convert_float_to_float16

from . import checking, exporting, vocabularies
from .classifying import THREE_LABELS, labelled, text_lines
from .encoders import THREE, TWO, eager, roberta_config
from .sentences import LIBRARIES, Sentence, hidden_cases, lines, pooling
from .texts import FEW
from .vocabularies import LIMIT
from .weights import spread
from .writer import Golden, versions

WIDTH = 8
SHAPE = dict(hidden_size=WIDTH, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
HIDDEN = ["last_hidden_state"]


def bert(pooler: bool = False):
    """A narrow BERT of one layer and its tokenizer."""
    tokenizer = vocabularies.word_pieces()
    config = eager(hf.BertConfig(vocab_size=len(tokenizer), max_position_embeddings=64, **SHAPE))
    return spread(hf.BertModel(config, add_pooling_layer=pooler), 300), tokenizer


def roberta():
    """A narrow RoBERTa."""
    tokenizer = vocabularies.byte_pieces()
    model = hf.RobertaModel(roberta_config(hf.RobertaConfig, tokenizer, **SHAPE), add_pooling_layer=False)
    return spread(model, 301), tokenizer


def golden(root: Path, name: str, graph, *, proves: str, made=bert, family: str = "bert", limit: int = LIMIT, texts=FEW,
           mode: str = "mean", layout: str = "torch.onnx.export", check: bool = True, first: int = 0, after=None, directory=None, **about):
    """`graph(model, folder)` writes the graph into the model's folder (beside config.json)."""
    with tempfile.TemporaryDirectory() as scratch:
        sentence = Sentence(Path(scratch), *made(), pooling(WIDTH, mode), limit=limit)
        model = sentence.model[0].auto_model
        graph(model, sentence.saved)
        model.eval()
        if "tolerance" not in about and check:
            check_graph(name, sentence, next(sentence.saved.rglob("*.onnx")), limit, first)
        g = Golden(root, name, area="E", family=family, task="embedding", layout=layout, proves=proves,
                   reference="sentence-transformers encode, texts as they are", max_tokens=limit, **about,
                   made_by=versions(*LIBRARIES))
        g.take(sentence.saved)
        if after:
            after(g)
        g.write(None if "refusal" in about else lines(sentence.model, texts))


def check_graph(name: str, sentence: Sentence, path: Path, limit: int, first: int) -> None:
    """One output of the graph must be PyTorch's hidden states."""
    graph = checking.Graph(path)
    for features, hidden in hidden_cases(sentence.model, FEW):
        length = features["input_ids"].shape[1]
        if first:
            features["position_ids"] = np.arange(first, first + length)[None, :]
        if not any(o.shape == hidden.shape and np.allclose(o, hidden, atol=1e-4) for o in graph.run(features)):
            raise SystemExit(f"{name}: the graph does not give PyTorch's hidden states")


def plain(inputs=THREE, outputs=HIDDEN, file: str = "model.onnx", **settings):
    """`torch.onnx.export` to `file`."""
    return lambda model, folder: exporting.plain(model, folder / file, inputs, outputs, **settings)


def then(graph, change, target: str = "model.onnx", file: str = "model.onnx"):
    """The graph of `graph`, changed by `change(ModelProto)`, written to `target`."""
    def make(model, folder):
        graph(model, folder)
        changed = change(onnx.load(folder / file))
        (folder / file).unlink()
        (folder / target).parent.mkdir(exist_ok=True)
        onnx.save(changed, folder / target)
    return make


def make_opsets(root: Path) -> None:
    """Operator sets, old and new."""
    golden(root, "graph-opset-9", plain([*THREE, "position_ids"], opset=9), proves="operator set 9 (with position_ids: without, "
           "the exporter cannot)")
    for opset in (11, 14, 18, 20):
        golden(root, f"graph-opset-{opset}", plain(opset=opset), proves=f"operator set {opset}")
    golden(root, "graph-opset-24", then(plain(opset=20), lambda m: version_converter.convert_version(m, 24)),
           proves="operator set 24", layout="torch.onnx.export, onnx.version_converter", refusal_allowed=["opset", "24"])


def make_dynamo(root: Path) -> None:
    """The exporter of torch 2.9 and later, as of now."""
    def export(model, folder):
        ids = torch.randint(5, 100, (2, 7))
        model.eval()
        sizes = {0: torch.export.Dim("batch", min=1, max=64), 1: torch.export.Dim("sequence", min=2, max=64)}
        wrapped = exporting._Named(model, THREE, HIDDEN).eval()
        program = torch.onnx.export(wrapped, (ids, torch.ones_like(ids), torch.zeros_like(ids)), input_names=THREE,
                                    output_names=HIDDEN, dynamo=True, dynamic_shapes=((sizes, sizes, sizes),), verbose=False)
        program.save(str(folder / "model.onnx"))
        saved = onnx.load(str(folder / "model.onnx"))
        for node in saved.graph.node:
            # Stack traces name the directories of the machine that exported.
            del node.metadata_props[:]
        onnx.save(saved, str(folder / "model.onnx"))
    golden(root, "graph-dynamo", export, layout="torch.onnx.export(dynamo=True)", proves="the newer exporter's graph")


def make_precision(root: Path) -> None:
    """fp16 and int8."""
    half = dict(tolerance=5e-3, min_cosine=0.999)
    golden(root, "graph-fp16", then(plain(), lambda m: convert_float_to_float16(m, keep_io_types=True)), **half,
           proves="fp16 inside, fp32 outputs")
    golden(root, "graph-fp16-outputs", then(plain(), lambda m: convert_float_to_float16(m, keep_io_types=False)), **half,
           proves="fp16 inside and out")

    def quantised(target):
        def make(model, folder):
            exporting.plain(model, folder / "fp32.onnx", THREE, HIDDEN)
            (folder / target).parent.mkdir(exist_ok=True)
            quantize_dynamic(folder / "fp32.onnx", folder / target)
            (folder / "fp32.onnx").unlink()
        return make

    eight = dict(tolerance=0.5, min_cosine=0.95)
    golden(root, "graph-int8", quantised("model.onnx"), proves="dynamically quantised to int8", **eight)
    only = "the only graph is {}: refused, offering it by model.file (or taken, and said)"
    golden(root, "graph-only-quantized", quantised("onnx/model_quantized.onnx"), **eight, values_allowed=True,
           proves=only.format("onnx/model_quantized.onnx"), refusal={"exit": 78, "says": ["model.file", "model_quantized.onnx"]})
    for file in ("onnx/model_quantized.onnx", "onnx/model_qint8_avx512_vnni.onnx"):
        golden(root, f"graph-file-{Path(file).stem.replace('_', '-')}", quantised(file), **eight, options={"model.file": file},
               proves=f"{file} chosen by model.file")
    golden(root, "graph-file-model-fp16", then(plain(), lambda m: convert_float_to_float16(m, keep_io_types=True),
                                               "onnx/model_fp16.onnx"), **half, options={"model.file": "onnx/model_fp16.onnx"},
           proves="onnx/model_fp16.onnx, as transformers.js names it, chosen by model.file")


def fused(model, folder, target):
    """ONNX Runtime's transformer optimiser."""
    from onnxruntime.transformers.optimizer import optimize_model

    exporting.plain(model, folder / "raw.onnx", THREE, HIDDEN, opset=14)
    optimised = optimize_model(str(folder / "raw.onnx"), model_type="bert", num_heads=2, hidden_size=WIDTH, opt_level=0)
    (folder / target).parent.mkdir(exist_ok=True)
    optimised.save_model_to_file(str(folder / target))
    (folder / "raw.onnx").unlink()


def make_optimized(root: Path) -> None:
    """Fused graphs."""
    golden(root, "graph-optimized", lambda m, f: fused(m, f, "onnx/model_optimized.onnx"),
           options={"model.file": "onnx/model_optimized.onnx"}, layout="onnxruntime.transformers.optimizer",
           proves="fused operators of com.microsoft; chosen by model.file")
    golden(root, "graph-only-optimized", lambda m, f: fused(m, f, "model_optimized.onnx"), values_allowed=True,
           layout="onnxruntime.transformers.optimizer", refusal={"exit": 78, "says": ["model.file", "model_optimized.onnx"]},
           proves="the only graph is model_optimized.onnx: refused, offering it by model.file (or taken, and said)")

    def two(model, folder):
        exporting.plain(model, folder / "onnx" / "model.onnx", THREE, HIDDEN)
        fused(model, folder, "onnx/model_O2.onnx")
    golden(root, "graph-several", two, proves="onnx/model.onnx beside onnx/model_O2.onnx: the former", layout="sentence-transformers")


def make_external(root: Path) -> None:
    """Weights beside the graph; the hub's cache."""
    def external(name, one=True):
        def make(model, folder):
            exporting.plain(model, folder / "raw.onnx", THREE, HIDDEN)
            content = onnx.load(folder / "raw.onnx")
            onnx.save(content, folder / "model.onnx", save_as_external_data=True, all_tensors_to_one_file=one, location=name,
                      size_threshold=256)
            (folder / "raw.onnx").unlink()
        return make
    golden(root, "graph-external-data", external("model.onnx_data"), proves="external data in model.onnx_data")
    golden(root, "graph-external-data-dynamo", external("model.onnx.data"), proves="external data in model.onnx.data")
    golden(root, "graph-hub-cache", plain(), after=hub_cache, directory="snapshots/0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
           layout="hub cache", proves="the hub's cache: a snapshot of symbolic links into ../../blobs")
    golden(root, "graph-hub-cache-external", external("model.onnx_data"), after=hub_cache, layout="hub cache",
           directory="snapshots/0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
           proves="the hub's cache with external data: graph and data are links to blobs of other names")


def hub_cache(g: Golden) -> None:
    """Moves every file to `blobs/` under its hash and links it from the snapshot; links as data, for any file system."""
    snapshot = "snapshots/0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"
    files = sorted(p for p in g.model.rglob("*") if p.is_file())
    blobs, links = g.model / "blobs", {}
    blobs.mkdir()
    for file in files:
        place = file.relative_to(g.model).as_posix()
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        shutil.move(file, blobs / digest)
        links[f"{snapshot}/{place}"] = "../" * (place.count("/") + 2) + "blobs/" + digest
    g.about["links"] = links
    g.about["directory"] = snapshot


def make_inputs(root: Path) -> None:
    """Inputs of other names, types and ranks."""
    golden(root, "graph-position-ids", plain([*THREE, "position_ids"]), proves="position_ids: 0, 1, 2, ...")

    class Positions(torch.nn.Module):
        def __init__(self, model):
            super().__init__()
            self.model = model

        def forward(self, ids, mask, positions):
            return self.model(input_ids=ids, attention_mask=mask, position_ids=positions).last_hidden_state

    def roberta_positions(model, folder):
        exporting.plain(model, folder / "model.onnx", [*TWO, "position_ids"], HIDDEN, prepare=Positions(model))
    golden(root, "graph-position-ids-roberta", roberta_positions, made=roberta, family="roberta", first=2,
           proves="position_ids as RoBERTa numbers them: from 2")
    golden(root, "graph-int32", plain(cast={n: torch.int32 for n in THREE}), proves="all inputs int32")
    golden(root, "graph-mixed-integers", plain(cast={"input_ids": torch.int32, "token_type_ids": torch.int32}),
           proves="input_ids and token_type_ids int32, attention_mask int64")
    golden(root, "graph-no-types", plain(TWO), proves="BERT without token_type_ids")
    golden(root, "graph-no-mask", plain(["input_ids"]), padding_changes_results=True,
           proves="no attention_mask: no padding may reach it, texts of equal length only or one a run")
    golden(root, "graph-types-roberta", plain(THREE, cast={}), made=roberta, family="roberta",
           proves="RoBERTa with token_type_ids in the graph, all 0")

    class Defaulted(torch.nn.Module):
        def __init__(self, model):
            super().__init__()
            self.model = model

        def forward(self, ids, mask, types, scale):
            return self.model(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state * scale

    def extra(model, folder, default):
        ids = torch.randint(5, 100, (2, 7))
        axes = {n: {0: "batch", 1: "sequence"} for n in [*THREE, *HIDDEN]}
        torch.onnx.export(Defaulted(model).eval(), (ids, torch.ones_like(ids), torch.zeros_like(ids), torch.tensor(1.0)),
                          str(folder / "model.onnx"), input_names=[*THREE, "scale"], output_names=HIDDEN, dynamic_axes=axes,
                          opset_version=17, dynamo=False)
        if default:
            content = onnx.load(folder / "model.onnx")
            content.graph.initializer.append(helper.make_tensor("scale", onnx.TensorProto.FLOAT, [], [1.0]))
            onnx.save(content, folder / "model.onnx")
    golden(root, "graph-input-with-default", lambda m, f: extra(m, f, True),
           proves="an input that has an initialiser of its name is optional: not fed, and not fed with zeros")
    golden(root, "graph-input-unknown", lambda m, f: extra(m, f, False), check=False, refusal={"exit": 78, "says": ["scale"]},
           proves="an unknown input without a default is refused by its name, never fed with zeros")

    class Global(torch.nn.Module):
        def __init__(self, model):
            super().__init__()
            self.model = model

        def forward(self, ids, mask, everywhere):
            hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
            return hidden + 3.0 * everywhere.unsqueeze(-1)

    def attended(model, folder):
        exporting.plain(model, folder / "model.onnx", [*TWO, "global_attention_mask"], HIDDEN, prepare=Global(model))
    golden(root, "graph-global-attention-mask", attended, made=roberta, family="longformer",
           proves="global_attention_mask, as Longformer's graphs have it: 0 everywhere for an embedding")

    class Square(torch.nn.Module):
        def __init__(self, model):
            super().__init__()
            self.model = model

        def forward(self, ids, mask, types):
            return self.model(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state

    def square(model, folder):
        ids = torch.randint(5, 100, (2, 7))
        axes = {"input_ids": {0: "batch", 1: "sequence"}, "attention_mask": {0: "batch", 1: "from", 2: "to"},
                "token_type_ids": {0: "batch", 1: "sequence"}, "last_hidden_state": {0: "batch", 1: "sequence"}}
        torch.onnx.export(Square(model).eval(), (ids, torch.ones(2, 7, 7, dtype=torch.int64), torch.zeros_like(ids)),
                          str(folder / "model.onnx"), input_names=THREE, output_names=HIDDEN, dynamic_axes=axes,
                          opset_version=17, dynamo=False)
    golden(root, "graph-mask-square", square, check=False, proves="attention_mask [batch, from, to]")


def make_shapes(root: Path) -> None:
    """Fixed sizes."""
    golden(root, "graph-fixed-batch", fix({0: 1}), proves="batch fixed to 1")
    golden(root, "graph-fixed-length", fix({1: 32}), check=False, limit=32, proves="length fixed to 32: padded up to it, cut at it")
    golden(root, "graph-fixed-both", plain(shape=(1, 32), dynamic=False), check=False, limit=32, proves="shape [1, 32], nothing dynamic")
    golden(root, "graph-fixed-batch-four", fix({0: 4}), check=False, proves="batch fixed to 4: filled up with rows of padding")


def fix(sizes: dict[int, int]):
    """A graph with some axes fixed, by an export with only the others dynamic."""
    def make(model, folder):
        shape = (sizes.get(0, 2), sizes.get(1, 7))
        ids = torch.randint(5, 100, shape)
        names = {0: "batch", 1: "sequence"}
        axes = {n: {a: names[a] for a in names if a not in sizes} for n in [*THREE, *HIDDEN]}
        torch.onnx.export(exporting._Named(model, THREE, HIDDEN).eval(), (ids, torch.ones_like(ids), torch.zeros_like(ids)),
                          str(folder / "model.onnx"), input_names=THREE, output_names=HIDDEN, dynamic_axes=axes,
                          opset_version=17, dynamo=False)
    return make


def renamed(graph, names: dict[str, str]):
    """Outputs with other names, such as the numbers of old exporters."""
    def change(content):
        for node in content.graph.node:
            node.output[:] = [names.get(o, o) for o in node.output]
            node.input[:] = [names.get(i, i) for i in node.input]
        for output in content.graph.output:
            output.name = names.get(output.name, output.name)
        return content
    return then(graph, change)


def make_outputs(root: Path) -> None:
    """Outputs by name, or stated, or asked for."""
    with_pooler = dict(made=lambda: bert(True))
    golden(root, "graph-pooler-output", plain(THREE, ["last_hidden_state", "pooler_output"], per_text=("pooler_output",)),
           **with_pooler, proves="last_hidden_state and pooler_output: the files say mean, so the former")
    golden(root, "graph-pooler-first", plain(THREE, ["pooler_output", "last_hidden_state"], per_text=("pooler_output",)),
           **with_pooler, proves="the outputs in the other order: by name, not by place")
    golden(root, "graph-output-unnamed", renamed(plain(), {"last_hidden_state": "1234"}), proves="one output of rank 3 with a number for a name: it is it")

    class Layers(torch.nn.Module):
        def __init__(self, model):
            super().__init__()
            self.model = model

        def forward(self, ids, mask, types):
            out = self.model(input_ids=ids, attention_mask=mask, token_type_ids=types, output_hidden_states=True)
            return out.hidden_states[0] * 1.0, out.last_hidden_state

    def export_layers(model, folder):
        exporting.plain(model, folder / "model.onnx", THREE, ["first", "last_hidden_state"], prepare=Layers(model))
    layers = renamed(export_layers, {"first": "817", "last_hidden_state": "902"})
    golden(root, "graph-outputs-unnamed", layers, refusal={"exit": 78, "says": ["817", "902", "output"]},
           proves="two outputs of rank 3, nothing tells which: asked for, never the first")
    golden(root, "graph-outputs-stated", layers, options={"output": "902"}, proves="the same with the output stated")

    class Sentences(torch.nn.Module):
        def __init__(self, model):
            super().__init__()
            self.model = model

        def forward(self, ids, mask, types):
            hidden = self.model(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
            real = mask.unsqueeze(-1).to(hidden.dtype)
            return (hidden * real).sum(1) / real.sum(1)

    def pooled(model, folder):
        exporting.plain(model, folder / "model.onnx", THREE, ["last_hidden_state"], names=["sentence_embedding"],
                        per_text=("last_hidden_state",), prepare=Sentences(model))
        for other in ("modules.json", "config_sentence_transformers.json", "sentence_bert_config.json"):
            (folder / other).unlink()
        shutil.rmtree(folder / "1_Pooling")
    golden(root, "graph-sentence-embedding", pooled, check=False,
           proves="only sentence_embedding [batch, hidden] in the graph and no modules.json: as it is, not normalised")


def make_squeezed(root: Path) -> None:
    """A graph that drops the batch axis when there is one row."""
    tokenizer = vocabularies.word_pieces()
    config = eager(hf.BertConfig(vocab_size=len(tokenizer), max_position_embeddings=64, **SHAPE, **labelled(THREE_LABELS)))
    model = spread(hf.BertForSequenceClassification(config), 310, 0.8)

    class Squeezed(torch.nn.Module):
        def __init__(self, model):
            super().__init__()
            self.model = model

        def forward(self, ids, mask, types):
            return self.model(input_ids=ids, attention_mask=mask, token_type_ids=types).logits.squeeze(0)
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch) / "base"
        model.save_pretrained(base)
        tokenizer.save_pretrained(base)
        exporting.plain(model, base / "model.onnx", THREE, ["logits"], prepare=Squeezed(model))
        g = Golden(root, "graph-squeezed", area="E", family="bert", task="classification", layout="torch.onnx.export",
                   proves="logits [batch, labels], but [labels] for one row", reference="transformers classification",
                   max_tokens=LIMIT, refusal_allowed=["logits"], made_by=versions(*LIBRARIES)).take(base)
        g.write(list(text_lines(model, tokenizer, FEW, LIMIT)))


FAMILIES = {name.removeprefix("make_"): function for name, function in globals().items() if name.startswith("make_")}
