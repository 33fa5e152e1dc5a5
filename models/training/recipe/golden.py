"""Writes golden files: what `transformers` computes in fp32, for the Java tests to compare with.

    python -m recipe.golden --data DIR --models DIR --tiny DIR --out DIR [--only NAME ...]

One gzipped JSON-lines file per model. Each line has `text`, `ids`, `offsets` (UTF-16 code units, end exclusive,
`[0, 0]` for special tokens) and what the model gives: `hidden` (first 8 dimensions of each token's last hidden state),
`embedding`, `logits`, `probabilities`, `out_of_scope`. For the two shipped models the reference is the PyTorch model
with the weights that are shipped, that is, after they went through int8.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import AutoModel, AutoModelForSequenceClassification, ElectraForPreTraining

from . import trunk
from .texts import golden_texts

HIDDEN_DIMENSIONS = 8


def utf16_offsets(text: str, offsets: list[tuple[int, int]]) -> list[list[int]]:
    """Code-point offsets as UTF-16 code-unit offsets."""
    units = [0]
    for ch in text:
        units.append(units[-1] + (2 if ord(ch) > 0xFFFF else 1))
    return [[units[start], units[end]] for start, end in offsets]


def numbers(values: torch.Tensor, digits: int = 7) -> list:
    """A tensor as nested lists, rounded."""
    if values.dim() > 1:
        return [numbers(row, digits) for row in values]
    return [round(float(v), digits) for v in values]


def encode(tokenizer: Tokenizer, text: str) -> tuple[dict, torch.Tensor]:
    """The line's first fields, and the ids as `[1, seq]`."""
    encoding = tokenizer.encode(text)
    line = {"text": text, "ids": encoding.ids, "offsets": utf16_offsets(text, encoding.offsets)}
    return line, torch.tensor([encoding.ids])


def mean_pool(hidden: torch.Tensor) -> torch.Tensor:
    """Mean over tokens of `[1, seq, hidden]`, scaled to length 1."""
    return torch.nn.functional.normalize(hidden[0].mean(0), dim=0)


def tokenizer_of(directory: Path) -> Tokenizer:
    """The directory's tokenizer, truncating at its `model_max_length`."""
    tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
    tokenizer.no_padding()
    config = json.loads((directory / "tokenizer_config.json").read_text())
    tokenizer.enable_truncation(int(config["model_max_length"]))
    return tokenizer


def tiny_lines(directory: Path, texts: list[str]):
    """Golden lines of a tiny model: hidden states and embedding, or logits and probabilities."""
    config = json.loads((directory / "config.json").read_text())
    architecture = config["architectures"][0]
    tokenizer = tokenizer_of(directory)
    loader = {"ForPreTraining": ElectraForPreTraining, "ForSequenceClassification": AutoModelForSequenceClassification}
    kind = next((k for k in loader if architecture.endswith(k)), None)
    model = loader.get(kind, AutoModel).from_pretrained(directory, attn_implementation="eager").float().eval()
    for text in texts:
        line, ids = encode(tokenizer, text)
        out = model(input_ids=ids, attention_mask=torch.ones_like(ids), output_hidden_states=True)
        if kind is None:
            line["hidden"] = numbers(out.last_hidden_state[0, :, :HIDDEN_DIMENSIONS], 6)
            line["embedding"] = numbers(mean_pool(out.last_hidden_state))
        else:
            logits = out.logits[0]
            line["logits"] = numbers(logits)
            per_label = kind == "ForSequenceClassification"
            line["probabilities"] = numbers(torch.softmax(logits, -1) if per_label else torch.sigmoid(logits))
        yield line


def embedding_lines(texts: list[str]):
    """Golden lines of all-MiniLM-L6-v2: mean-pooled, normalised embedding."""
    tokenizer = trunk.load_tokenizer()
    model = trunk.load_trunk().eval()
    for text in texts:
        line, ids = encode(tokenizer, text)
        hidden = model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
        line["embedding"] = numbers(mean_pool(hidden), 6)
        yield line


def write(path: Path, lines) -> None:
    """Gzipped JSON lines, the same bytes for the same lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=9) as out:
        for line in lines:
            out.write((json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8"))
            count += 1
    print(f"{path.name}: {count} texts, {path.stat().st_size} bytes", flush=True)


@torch.no_grad()
def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", type=Path, help="directory of the shipped models")
    parser.add_argument("--tiny", type=Path, help="directory of the tiny models")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=None)
    args = parser.parse_args()
    texts = golden_texts(args.data)
    jobs = {"all-minilm-l6-v2": lambda: embedding_lines(texts)}
    if args.tiny:
        for directory in sorted(p.parent for p in args.tiny.glob("*/config.json")):
            jobs[directory.name] = lambda d=directory: tiny_lines(d, texts)
    if args.models:
        from . import shipped

        for directory in sorted(p.parent for p in args.models.glob("*/config.json")):
            jobs[directory.name] = lambda d=directory: shipped.golden_lines(d, texts)
    for name, make in jobs.items():
        if args.only is None or name in args.only:
            write(args.out / f"{name}.jsonl.gz", make())


if __name__ == "__main__":
    main()
