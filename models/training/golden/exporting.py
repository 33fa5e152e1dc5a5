"""The two exporters: Optimum's, and `torch.onnx.export` for what it does not know."""

from __future__ import annotations

import inspect
import warnings
from pathlib import Path

import torch


def optimum(source: Path, out: Path, task: str, **settings) -> Path:
    """What `optimum-cli export onnx` writes."""
    from optimum.exporters.onnx import main_export

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        main_export(str(source), output=str(out), task=task, do_validation=False, device="cpu", **settings)
    return out


class _Named(torch.nn.Module):
    """Gives the wanted outputs of a model as a tuple, from inputs by position."""

    def __init__(self, model, inputs, outputs) -> None:
        super().__init__()
        self.model, self.inputs, self.outputs = model, inputs, outputs

    def forward(self, *tensors):
        given = self.model(**dict(zip(self.inputs, tensors)), return_dict=True)
        return tuple(getattr(given, o) for o in self.outputs) if len(self.outputs) > 1 else given[self.outputs[0]]


def plain(model, path: Path, inputs: list[str], outputs: list[str], *, opset: int = 17, names=None, shape=(2, 7),
          dynamic: bool = True, per_text=("logits",), high: int = 100, cast: dict | None = None, prepare=None) -> Path:
    """`torch.onnx.export` of `outputs`; `names` renames them in the graph; without `dynamic` the shape is fixed."""
    generator = torch.Generator().manual_seed(7)
    ids = torch.randint(5, high, shape, generator=generator)
    example = {"input_ids": ids, "attention_mask": torch.ones_like(ids), "token_type_ids": torch.zeros_like(ids),
               "global_attention_mask": torch.zeros_like(ids),
               "position_ids": torch.arange(shape[1]).expand(shape).contiguous()}
    given = tuple(example[i].to((cast or {}).get(i, torch.int64)) for i in inputs)
    names = names or outputs
    axes = {i: {0: "batch", 1: "sequence"} for i in inputs}
    axes |= {n: {0: "batch"} if o in per_text else {0: "batch", 1: "sequence"} for n, o in zip(names, outputs)}
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export((prepare or _Named(model, inputs, outputs)).eval(), given, str(path), input_names=inputs,
                          output_names=names, dynamic_axes=axes if dynamic else None, opset_version=opset, dynamo=False)
    return path


def accepted(model) -> set[str]:
    """The names that a model's forward takes."""
    return set(inspect.signature(model.forward).parameters)
