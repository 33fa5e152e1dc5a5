"""What every model directory holds beside model.onnx: tokenizer, configuration, metrics and the model card."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import onnxruntime

from .trunk import MAX_TOKENS, load_tokenizer, trunk_dir

BERT_KEYS = ("hidden_act", "hidden_size", "initializer_range", "intermediate_size", "layer_norm_eps",
             "max_position_embeddings", "num_attention_heads", "num_hidden_layers", "pad_token_id",
             "position_embedding_type", "type_vocab_size", "vocab_size")


def write_tokenizer(directory: Path) -> None:
    """The trunk's tokenizer as it is, without padding or truncation; the limit is in tokenizer_config.json."""
    directory.mkdir(parents=True, exist_ok=True)
    load_tokenizer(None).save(str(directory / "tokenizer.json"), pretty=False)
    settings = {"cls_token": "[CLS]", "do_lower_case": True, "mask_token": "[MASK]", "model_max_length": MAX_TOKENS,
                "pad_token": "[PAD]", "sep_token": "[SEP]", "strip_accents": None, "tokenize_chinese_chars": True,
                "tokenizer_class": "BertTokenizer", "unk_token": "[UNK]"}
    write_json(directory / "tokenizer_config.json", settings)


def base_config(architecture: str, model_type: str) -> dict:
    """The trunk's configuration under another architecture."""
    trunk = json.loads((trunk_dir() / "config.json").read_text())
    config = {"architectures": [architecture], "model_type": model_type}
    config.update({k: trunk[k] for k in BERT_KEYS if k in trunk})
    config.update({"attention_probs_dropout_prob": 0.0, "hidden_dropout_prob": 0.1})
    if model_type == "electra":
        config["embedding_size"] = trunk["hidden_size"]
    return config


def write_json(path: Path, value: dict) -> None:
    """Indented JSON with a closing newline."""
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def session(path: Path, threads: int = 1) -> onnxruntime.InferenceSession:
    """An ONNX Runtime session on the CPU with default optimisation."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def fresh(directory: Path) -> Path:
    """The directory, empty."""
    if directory.exists():
        shutil.rmtree(directory)
    directory.mkdir(parents=True)
    return directory


def sizes(directory: Path) -> dict[str, int]:
    """Bytes of each file."""
    return {p.name: p.stat().st_size for p in sorted(directory.iterdir()) if p.is_file()}
