"""Writes a model of BERT-base's shape with random weights: as fast as BERT-base, and of no other use.

    python -m recipe.random_bert --like DIR --out DIR

Tokenizer and settings are those of `--like` (a model with BERT's uncased vocabulary). Every layer has the weights of the first,
and the words' vectors repeat after 1,024: the file packs well, and a device computes as much.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from pathlib import Path

import numpy as np
import torch
from onnx import helper
from transformers import BertConfig, BertModel

from .export import Graph, encoder, save, to_numpy


def repeated(weights: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The first layer's weights for every layer; 1,024 words' vectors for all words."""
    layer = re.compile(r"\.layer\.\d+\.")
    result = {name: weights[layer.sub(".layer.0.", name)] for name in weights}
    words = "bert.embeddings.word_embeddings.weight"
    result[words] = np.resize(weights[words][:1024], weights[words].shape)
    return result


def main() -> None:
    """The command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--like", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    args = arguments.parse_args()
    torch.manual_seed(1)
    config = BertConfig()
    weights = repeated({"bert." + name: value for name, value in to_numpy(BertModel(config).state_dict()).items()})
    graph = Graph()
    hidden = encoder(graph, weights, "bert.", config.num_hidden_layers, config.num_attention_heads, "fp32")
    graph.nodes.append(helper.make_node("Identity", [hidden], ["last_hidden_state"], name="last_hidden_state"))
    shutil.copytree(args.like, args.out, ignore=shutil.ignore_patterns("*.onnx*", "onnx", "files.sha256"))
    save(graph, {"last_hidden_state": ["batch", "seq", config.hidden_size]}, args.out / "model.onnx", "bert-base-random")
    settings = json.loads((args.out / "config.json").read_text())
    settings.update({key: getattr(config, key) for key in
                     ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size")})
    (args.out / "config.json").write_text(json.dumps(settings, indent=2) + "\n")


if __name__ == "__main__":
    main()
