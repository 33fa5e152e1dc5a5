"""Writes one golden: `NAME/model/...` as the library left it, `golden.json` (what it is), `golden.jsonl` (a text a line)."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch

DROPPED = ("*.bin.index.json", "README.md", ".gitattributes", "generation_config.json")


def versions(*packages: str) -> dict[str, str]:
    """The versions of the packages that took part."""
    return {package: version(package) for package in packages}


def numbers(values, digits: int = 6):
    """Tensors and arrays as nested lists, rounded."""
    if isinstance(values, torch.Tensor):
        values = values.detach().float().cpu().numpy()
    if isinstance(values, np.ndarray) and values.ndim > 0:
        return [numbers(row, digits) for row in values]
    if isinstance(values, (list, tuple)):
        return [numbers(row, digits) for row in values]
    return round(float(values), digits)


def units(text: str) -> list[int]:
    """UTF-16 code units before each code point, and after the last."""
    before = [0]
    for character in text:
        before.append(before[-1] + (2 if ord(character) > 0xFFFF else 1))
    return before


def utf16(text: str, offsets) -> list[list[int]]:
    """Code-point offsets as UTF-16 code units."""
    at = units(text)
    return [[at[s], at[e]] for s, e in offsets]


class Golden:
    """One golden directory being made."""

    def __init__(self, root: Path, name: str, **about) -> None:
        self.root, self.name, self.about = root / name, name, about
        if self.root.exists():
            shutil.rmtree(self.root)
        self.model = self.root / "model"
        self.model.mkdir(parents=True)

    def take(self, source: Path) -> "Golden":
        """Copies what a library wrote, less the PyTorch weights of the transformer and its model card."""
        shutil.copytree(source, self.model, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*DROPPED))
        for weights in ("model.safetensors", "pytorch_model.bin", "0_Transformer/model.safetensors"):
            (self.model / weights).unlink(missing_ok=True)
        return self

    def edit(self, file: str, **fields) -> "Golden":
        """Sets fields of a JSON file; `None` removes one."""
        path = self.model / file
        content = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        for key, value in fields.items():
            content.pop(key, None) if value is None else content.__setitem__(key, value)
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return self

    def write(self, lines=None) -> "Golden":
        """Writes `golden.json` and, unless a refusal is what is right, `golden.jsonl`."""
        about = {"format": 1, "name": self.name, **self.about}
        (self.root / "golden.json").write_text(
            json.dumps(about, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        if lines is not None:
            with (self.root / "golden.jsonl").open("w", encoding="utf-8") as out:
                for line in lines:
                    out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
        size = sum(p.stat().st_size for p in self.root.rglob("*") if p.is_file() and not p.is_symlink())
        print(f"{self.name}: {size // 1024} kB", flush=True)
        return self
