"""Area F: goldens made unusable. `broken.json` lists the changes; the Java tests apply them (`BrokenModel`)."""

from __future__ import annotations

import base64
import io
import json
import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LFS = ("version https://git-lfs.github.com/spec/v1\n"
       "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 90868376\n")
MODEL, BERT, CLASSIFIER = "onnx/model.onnx", "bert", "classifier-bert"


def case(name: str, of: str, says, *changes, why: str, **more) -> dict:
    """One broken directory; `says` are words of the one line, in any case of letters, `a|b` one of several."""
    return {"name": name, "of": of, "why": why, "exit": 78, "says": [says] if isinstance(says, str) else list(says),
            "changes": list(changes), **more}


def delete(file: str) -> dict:
    return {"op": "delete", "file": file}


def write(file: str, text: str, times: int = 1) -> dict:
    return {"op": "write", "file": file, "text": text, **({"times": times} if times > 1 else {})}


def raw(file: str, content: bytes) -> dict:
    return {"op": "bytes", "file": file, "base64": base64.b64encode(content).decode()}


def cut(file: str, **how) -> dict:
    return {"op": "truncate", "file": file, **how}


def put(file: str, pointer: str, value) -> dict:
    return {"op": "set", "file": file, "pointer": pointer, "value": value}


def remove(file: str, pointer: str) -> dict:
    return {"op": "remove", "file": file, "pointer": pointer}


def graph(name: str, file: str = MODEL) -> dict:
    return {"op": "graph", "file": file, "from": f"broken/{name}.onnx"}


class Code:
    """What a hostile pickle does when somebody loads it."""

    def __reduce__(self):
        return os.mkdir, ("textmill-was-here",)


def hostile() -> bytes:
    """A PyTorch file whose pickle runs code."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in (("archive/data.pkl", pickle.dumps({"linear.weight": Code()}, protocol=2)), ("archive/version", b"3\n")):
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


FILES = [
    case("no-config", BERT, "config.json", delete("config.json"), why="config.json is missing"),
    case("no-model", BERT, "model.onnx", delete(MODEL), why="no graph at all"),
    case("no-tokenizer", BERT, "tokenizer.json", delete("tokenizer.json"), delete("vocab.txt"), why="no tokenizer at all"),
    case("config-empty", BERT, "config.json", write("config.json", ""), why="an empty file"),
    case("model-empty", BERT, "model.onnx", write(MODEL, ""), why="an empty file"),
    case("tokenizer-empty", BERT, "tokenizer.json", write("tokenizer.json", ""), why="an empty file"),
    case("config-not-json", BERT, "config.json", write("config.json", "{\"architectures\": [\"BertModel\","), why="broken JSON"),
    case("config-array", BERT, "config.json", write("config.json", "[]"), why="JSON, but no object"),
    case("config-deep", BERT, "config.json", write("config.json", "[", 100_000), why="100,000 open brackets"),
    case("config-pointer", BERT, ["config.json", "LFS"], write("config.json", LFS), why="a Git LFS pointer"),
    case("tokenizer-not-json", BERT, "tokenizer.json", write("tokenizer.json", "not JSON"), why="broken JSON"),
    case("tokenizer-cut", BERT, "tokenizer.json", cut("tokenizer.json", half=True), why="half a file"),
    case("tokenizer-other", BERT, "tokenizer.json", write("tokenizer.json", "{}"), why="JSON, but no tokenizer"),
    case("tokenizer-pointer", BERT, ["tokenizer.json", "LFS"], write("tokenizer.json", LFS), why="a Git LFS pointer"),
    case("tokenizer-config-not-json", BERT, "tokenizer_config.json", write("tokenizer_config.json", "{"), why="broken JSON"),
    case("modules-not-json", BERT, "modules.json", write("modules.json", "[{"), why="broken JSON"),
    case("modules-empty", BERT, "modules.json", write("modules.json", "[]"), why="a chain without modules"),
    case("pooling-not-json", BERT, "1_Pooling", write("1_Pooling/config.json", "pooling"), why="broken JSON"),
    case("pooling-missing", BERT, "1_Pooling", delete("1_Pooling/config.json"), why="modules.json names it, it is not there"),
    case("model-cut", BERT, "model.onnx", cut(MODEL, half=True), why="half a graph"),
    case("model-cut-early", BERT, "model.onnx", cut(MODEL, bytes=100), why="100 bytes of a graph"),
    case("model-hole", BERT, "model.onnx", {"op": "zeros", "file": MODEL}, why="a broken download: the second half is zeros"),
    case("model-pointer", BERT, ["model.onnx", "LFS"], write(MODEL, LFS), why="a Git LFS pointer"),
    case("model-page", BERT, "model.onnx", write(MODEL, "<!DOCTYPE html><html><body>404 Not Found</body></html>\n"),
         why="an error page saved as a graph"),
    case("model-noise", BERT, "model.onnx", raw(MODEL, np.random.default_rng(5).bytes(2000)), why="random bytes"),
    case("model-folder", BERT, "model.onnx", delete(MODEL), {"op": "folder", "file": MODEL}, why="a folder of that name"),
    case("model-link-to-itself", BERT, "model.onnx", delete(MODEL), {"op": "link", "file": MODEL, "to": "model.onnx"},
         why="a symbolic link that leads to itself"),
    case("model-checksum", BERT, ["model.onnx", "sha256|checksum|sha-256"],
         write(MODEL + ".sha256", "0" * 64 + "  model.onnx\n"), why="model.onnx.sha256 says otherwise"),
    case("directory-missing", BERT, "does not exist|no such|not found|no directory|is not a directory|missing",
         {"op": "nothing-there"}, why="no such directory"),
    case("directory-empty", BERT, "config.json|model.onnx", {"op": "empty"}, why="an empty directory"),
    case("directory-file", BERT, "directory", {"op": "file-instead"}, why="a file instead of a directory"),
]
GRAPHS = [
    case("opset-99", BERT, ["opset|operator set", "99"], graph("opset-99"), why="operator set 99 of ai.onnx"),
    case("unknown-domain", BERT, "com.example.ops", graph("unknown-domain"), why="an operator of somebody's own domain"),
    case("cycle", BERT, "model.onnx", graph("cycle"), why="two nodes that need each other"),
    case("no-input-ids", BERT, ["input_ids", "tokens"], graph("no-input-ids"), why="the input is called `tokens`"),
    case("input-rank", BERT, "input_ids", graph("input-rank"), why="input_ids [batch, sequence, 3]"),
    case("input-type", BERT, "input_ids", graph("input-type"), why="input_ids of strings"),
    case("no-output", BERT, "output", graph("no-output"), why="no output"),
    case("output-rank", BERT, "output|last_hidden_state", graph("output-rank"), why="an output of rank 4"),
    case("output-width", BERT, "8", graph("output-width"), why="hidden states of width 8 where all files say 16"),
    case("absurd-tensor", BERT, "model.onnx", graph("absurd-tensor"), why="an initialiser that claims 2^62 numbers and has 4 bytes"),
    case("negative-dimension", BERT, "model.onnx", graph("negative-dimension"), why="an initialiser of a negative dimension"),
    case("external-outside", BERT, ["model.onnx", "outside"], graph("external-outside"),
         why="external data in ../../outside.bin"),
    case("external-absolute", BERT, ["model.onnx", "outside|absolute"], graph("external-absolute"),
         why="external data at an absolute path"),
    case("external-missing", "graph-external-data", "model.onnx_data", delete("model.onnx_data"), why="the data are not there"),
    case("external-cut", "graph-external-data", "model.onnx_data", cut("model.onnx_data", half=True), why="half of the data"),
    case("external-pointer", "graph-external-data", "model.onnx_data", write("model.onnx_data", LFS), why="a Git LFS pointer"),
]
DISAGREEMENTS = [
    case("labels-few", CLASSIFIER, "id2label", remove("config.json", "/id2label/2"), why="two names for three outputs"),
    case("labels-many", CLASSIFIER, "id2label", put("config.json", "/id2label/3", "mixed"), why="four names for three outputs"),
    case("labels-gap", CLASSIFIER, "id2label", remove("config.json", "/id2label/1"), put("config.json", "/id2label/7", "neutral"),
         why="names for 0, 2 and 7"),
    case("labels-twice", CLASSIFIER, "id2label", put("config.json", "/id2label/1", "negative"), why="one name for two outputs"),
    case("labels-not-names", CLASSIFIER, "id2label", put("config.json", "/id2label", ["a", "b", "c"]), why="a list"),
    case("vocabulary-larger", BERT, ["vocabulary|vocab|token", "tokenizer.json"], {"op": "more-pieces", "file": "tokenizer.json",
                                                                                  "count": 40},
         why="40 pieces more than the graph has embeddings"),
    case("added-token-outside", BERT, ["tokenizer.json"], put("tokenizer.json", "/added_tokens/0/id", 5000),
         why="an added token with an id that the graph does not have"),
    case("padding-outside", BERT, "pad", put("config.json", "/pad_token_id", 9999), delete("tokenizer_config.json"),
         delete("special_tokens_map.json"), remove("tokenizer.json", "/padding"), why="pad_token_id 9999",
         values_allowed=True),
    case("pooling-width", BERT, "word_embedding_dimension", put("1_Pooling/config.json", "/word_embedding_dimension", 384),
         why="384 where the graph gives 16"),
    case("pooling-unknown", "st6-pooling-mean", "pooling_mode", put("1_Pooling/config.json", "/pooling_mode", "attention"),
         why="a pooling mode that nobody knows"),
    case("dense-width", "st5-dense-tanh", "in_features", put("2_Dense/config.json", "/in_features", 32), why="32 for 16"),
    case("dense-missing", "st5-dense-tanh", "2_Dense", delete("2_Dense/model.safetensors"), why="no weights"),
    case("dense-cut", "st5-dense-tanh", "2_Dense", cut("2_Dense/model.safetensors", half=True), why="half of the weights"),
    case("dense-header", "st5-dense-tanh", "2_Dense", raw("2_Dense/model.safetensors", (2**60).to_bytes(8, "little") + b"{}"),
         why="a header that claims 2^60 bytes"),
    case("dense-activation", "st5-dense-tanh", ["activation", "Wobble"],
         put("2_Dense/config.json", "/activation_function", "torch.nn.modules.activation.Wobble"), why="an unknown activation"),
    case("dense-code", "st5-dense-tanh", "pytorch_model.bin", delete("2_Dense/model.safetensors"),
         raw("2_Dense/pytorch_model.bin", hostile()), why="a pickle that runs code; nothing of it may run"),
    case("modules-outside", BERT, ["modules.json", "../../elsewhere"], put("modules.json", "/1/path", "../../elsewhere"),
         why="a module outside of the directory"),
    case("modules-unknown", BERT, "Wobble", put("modules.json", "/1/type", "sentence_transformers.models.Wobble"),
         why="an unknown module"),
    case("limit-negative", BERT, "max_seq_length", put("sentence_bert_config.json", "/max_seq_length", -5), why="-5 tokens"),
    case("limit-words", BERT, "max_seq_length", put("sentence_bert_config.json", "/max_seq_length", "many"), why="not a number"),
    case("architecture-unknown", CLASSIFIER, "WobbleForSomething", put("config.json", "/architectures", ["WobbleForSomething"]),
         why="an unknown architecture"),
    case("architecture-translation", CLASSIFIER, "MarianMTModel", put("config.json", "/architectures", ["MarianMTModel"]),
         why="a translation model"),
    case("post-processor", BERT, "tokenizer.json", remove("tokenizer.json", "/post_processor/special_tokens/[SEP]"),
         why="a template with a token that it does not define"),
]


def node(op: str, inputs, outputs, domain: str = "", **attributes):
    """A node named after its output."""
    return helper.make_node(op, inputs, outputs, name=outputs[0], domain=domain, **attributes)


def small(name: str, **change) -> onnx.ModelProto:
    """A graph of two nodes that looks a token up in a table of zeros, with one thing wrong."""
    width = change.get("width", 16)
    table = change.get("table", numpy_helper.from_array(np.zeros((320, width), np.float32), "table"))
    nodes = change.get("nodes", [node("Gather", ["table", "input_ids"], ["last_hidden_state"])])
    inputs = change.get("inputs", [("input_ids", TensorProto.INT64, ["batch", "sequence"]),
                                   ("attention_mask", TensorProto.INT64, ["batch", "sequence"])])
    outputs = change.get("outputs", [("last_hidden_state", TensorProto.FLOAT, ["batch", "sequence", width])])
    made = helper.make_graph(nodes, name, [helper.make_tensor_value_info(*i) for i in inputs],
                             [helper.make_tensor_value_info(*o) for o in outputs], [table] if table is not None else [])
    imports = [helper.make_opsetid(d, v) for d, v in change.get("imports", {"": 17}).items()]
    return helper.make_model(made, opset_imports=imports, ir_version=8, producer_name="textmill-golden")


def table_of(dims, data: bytes = b"\0\0\0\0") -> TensorProto:
    """An initialiser whose dimensions need not fit its data."""
    tensor = TensorProto(name="table", data_type=TensorProto.FLOAT, raw_data=data)
    tensor.dims.extend(dims)
    return tensor


def external(location: str) -> TensorProto:
    """An initialiser in another file."""
    tensor = TensorProto(name="table", data_type=TensorProto.FLOAT, data_location=TensorProto.EXTERNAL)
    tensor.dims.extend([320, 16])
    tensor.external_data.add(key="location", value=location)
    return tensor


def graphs() -> dict[str, onnx.ModelProto]:
    """The broken graphs by name. Tables of zeros are made by the graph itself, to keep the files small."""
    zeros = node("ConstantOfShape", ["size"], ["table"])
    size = numpy_helper.from_array(np.array([320, 16], np.int64), "size")
    gather = node("Gather", ["table", "input_ids"], ["last_hidden_state"])
    mask = ("attention_mask", TensorProto.INT64, ["batch", "sequence"])
    axes = numpy_helper.from_array(np.array([0], np.int64), "size")
    return {
        "opset-99": small("g", table=size, nodes=[zeros, gather], imports={"": 99}),
        "unknown-domain": small("g", table=size, nodes=[zeros, node("Embed", ["table", "input_ids"], ["last_hidden_state"],
                                                                    "com.example.ops")], imports={"": 17, "com.example.ops": 1}),
        "cycle": small("g", table=size, nodes=[zeros, node("Gather", ["table", "input_ids"], ["a"]), node("Add", ["a", "c"], ["b"]),
                                               node("Relu", ["b"], ["c"]), node("Identity", ["c"], ["last_hidden_state"])]),
        "no-input-ids": small("g", table=size, nodes=[zeros, node("Gather", ["table", "tokens"], ["last_hidden_state"])],
                              inputs=[("tokens", TensorProto.INT64, ["batch", "sequence"]), mask]),
        "input-rank": small("g", table=size, nodes=[zeros, node("Gather", ["table", "input_ids"], ["last_hidden_state"])],
                            inputs=[("input_ids", TensorProto.INT64, ["batch", "sequence", 3]), mask],
                            outputs=[("last_hidden_state", TensorProto.FLOAT, ["batch", "sequence", 3, 16])]),
        "input-type": small("g", table=size, nodes=[zeros, node("Shape", ["input_ids"], ["places"]),
                                                    node("Gather", ["table", "places"], ["last_hidden_state"])],
                            inputs=[("input_ids", TensorProto.STRING, ["batch", "sequence"]), mask],
                            outputs=[("last_hidden_state", TensorProto.FLOAT, [2, 16])]),
        "no-output": small("g", table=size, nodes=[zeros, gather], outputs=[]),
        "output-rank": small("g", table=axes, nodes=[node("Unsqueeze", ["input_ids", "size"], ["a"]), node("Unsqueeze", ["a", "size"], ["b"]),
                                                     node("Cast", ["b"], ["last_hidden_state"], to=TensorProto.FLOAT)],
                             outputs=[("last_hidden_state", TensorProto.FLOAT, [1, 1, "batch", "sequence"])]),
        "output-width": small("g", width=8),
        "absurd-tensor": small("g", table=table_of([2**31, 2**31])),
        "negative-dimension": small("g", table=table_of([-320, 16])),
        "external-outside": small("g", table=external("../../outside.bin")),
        "external-absolute": small("g", table=external("/etc/hostname")),
    }


def make_broken(root: Path) -> None:
    """`broken.json` and its graphs."""
    folder = root / "broken"
    folder.mkdir(exist_ok=True)
    for name, model in graphs().items():
        (folder / f"{name}.onnx").write_bytes(model.SerializeToString(deterministic=True))
    cases = FILES + GRAPHS + DISAGREEMENTS
    (root / "broken.json").write_text(json.dumps(cases, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"broken.json: {len(cases)} cases, {len(graphs())} graphs")


FAMILIES = {"broken": make_broken}
