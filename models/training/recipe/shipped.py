"""The shipped models in PyTorch, with the weights read back from their ONNX files: the reference of the golden files."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from torch import nn
from transformers import BertModel, BertConfig, ElectraConfig, ElectraForPreTraining

from . import scope
from .export import read_weights, to_numpy
from .golden import encode, numbers, tokenizer_of
from .trunk import load_trunk


def _fill(model: nn.Module, weights: dict, prefix: str = "") -> nn.Module:
    state = model.state_dict()
    for name, value in state.items():
        if value.dtype.is_floating_point:
            state[name] = torch.from_numpy(weights[prefix + name].copy()).view(value.shape)
    model.load_state_dict(state)
    return model.float().eval()


def electra(directory: Path) -> ElectraForPreTraining:
    """`transformers`' ElectraForPreTraining with the stored weights."""
    config = ElectraConfig.from_pretrained(directory)
    config._attn_implementation = "eager"
    return _fill(ElectraForPreTraining(config), read_weights(directory / "model.onnx"))


class Intents(nn.Module):
    """`transformers`' BertModel, masked mean and linear head, with the stored weights."""

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self.config = BertConfig.from_pretrained(directory)
        self.config._attn_implementation = "eager"
        given = json.loads((directory / "config.json").read_text())["textmill"]
        # What it shares with all-MiniLM-L6-v2 is in that model's file.
        trunk = {f"bert.{name}": value for name, value in to_numpy(load_trunk().state_dict()).items()}
        weights = {**(trunk if given.get("shared_layers") else {}), **read_weights(directory / "model.onnx")}
        self.bert = _fill(BertModel(self.config, add_pooling_layer=False), weights, "bert.")
        self.classifier = _fill(nn.Linear(self.config.hidden_size, self.config.num_labels), weights, "classifier.")
        self.scope = given["out_of_scope"]

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """logits `[batch, labels]` and the out-of-scope probability `[batch]`."""
        hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).float()
        logits = self.classifier((hidden * weight).sum(1) / weight.sum(1))
        score = scope.METHODS[self.scope["method"]](logits)
        return logits, torch.sigmoid(self.scope["slope"] * score + self.scope["intercept"])


def golden_lines(directory: Path, texts: list[str]):
    """Golden lines of a shipped model."""
    config = json.loads((directory / "config.json").read_text())
    calibration = config["textmill"]["calibration"]
    tokenizer = tokenizer_of(directory)
    tokens = config["architectures"] == ["ElectraForPreTraining"]
    model = electra(directory) if tokens else Intents(directory)
    for text in texts:
        line, ids = encode(tokenizer, text)
        if tokens:
            logits = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[0]
            line["logits"] = numbers(logits, 5)
            line["probabilities"] = numbers(torch.sigmoid(logits / calibration["temperature"] + calibration["bias"]), 6)
        else:
            logits, outside = model(ids, torch.ones_like(ids))
            line["logits"] = numbers(logits[0], 5)
            line["probabilities"] = numbers(torch.softmax(logits[0] / calibration["temperature"], -1), 6)
            line["out_of_scope"] = round(float(outside[0]), 7)
        yield line
