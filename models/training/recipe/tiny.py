"""Makes the tiny random models of the Java tests, one full Hugging Face directory each.

    python -m recipe.tiny --data DIR --out DIR

BERT (feature extraction), ELECTRA (discriminator), RoBERTa (sequence classification) and DistilBERT (feature
extraction): hidden size 32, 2 layers, a vocabulary of about 500 pieces, 64 positions. The weights are random with a
wide spread, so that attention, type ids and positions all show in the results.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (BertConfig, BertModel, DistilBertConfig, DistilBertModel, ElectraConfig,
                          ElectraForPreTraining, RobertaConfig, RobertaForSequenceClassification)

from . import data
from .export import write_sha256

TOKENS = 64
WORD_PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
EXTRA_TEXT = ["你好世界 こんにちは 안녕", "Привет мир", "😀😁👍🏽", "café naïve über", "مرحبا שלום"]
SHAPE = dict(num_attention_heads=4, hidden_size=32, num_hidden_layers=2, intermediate_size=64)


def corpus(data_dir: Path) -> list[str]:
    """A few thousand lines to learn a vocabulary from."""
    return data.passages(data_dir / "english-free.txt")[:4000] + EXTRA_TEXT * 50


def word_pieces(lines: list[str], lower: bool) -> Tokenizer:
    """A WordPiece tokenizer as BERT has it."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lower)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(lines, trainers.WordPieceTrainer(
        vocab_size=500, special_tokens=WORD_PIECES, limit_alphabet=120, show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0", pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
        special_tokens=[(t, tokenizer.token_to_id(t)) for t in ("[CLS]", "[SEP]")])
    return tokenizer


def byte_pieces(lines: list[str]) -> Tokenizer:
    """A byte-level BPE tokenizer as RoBERTa has it."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(lines, trainers.BpeTrainer(
        vocab_size=500, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    return tokenizer


def spread(model: torch.nn.Module, seed: int) -> torch.nn.Module:
    """Random weights: matrices with standard deviation 0.15, norms near 1."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            noise = torch.randn(p.shape, generator=generator)
            p.copy_(1.0 + 0.1 * noise if name.endswith("LayerNorm.weight") or "layer_norm.weight" in name else
                    0.15 * noise)
    return model.float().eval()


class Wrapped(torch.nn.Module):
    """Gives one output tensor, the hidden states or the logits, for the exporter."""

    def __init__(self, model: torch.nn.Module, inputs: list[str]) -> None:
        super().__init__()
        self.model, self.inputs = model, inputs

    def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
        return self.model(**dict(zip(self.inputs, tensors)))[0]


def save(directory: Path, model, tokenizer: Tokenizer, tokenizer_config: dict, inputs: list[str], output: str) -> None:
    """Writes the directory: config, weights, tokenizer and model.onnx."""
    if directory.exists():
        shutil.rmtree(directory)
    model.save_pretrained(directory)
    tokenizer.save(str(directory / "tokenizer.json"))
    (directory / "tokenizer_config.json").write_text(
        json.dumps({"model_max_length": TOKENS, **tokenizer_config}, indent=2) + "\n")
    ids = torch.randint(5, 400, (2, 7))
    example = {"input_ids": ids, "attention_mask": torch.ones_like(ids), "token_type_ids": torch.zeros_like(ids)}
    axes = {name: {0: "batch", 1: "seq"} for name in inputs}
    per_text = output == "logits" and "SequenceClassification" in type(model).__name__
    axes[output] = {0: "batch"} if per_text else {0: "batch", 1: "seq"}
    torch.onnx.export(Wrapped(model, inputs), tuple(example[i] for i in inputs), str(directory / "model.onnx"),
                      input_names=inputs, output_names=[output], dynamic_axes=axes, opset_version=17, dynamo=False)
    write_sha256(directory / "model.onnx")
    print(directory.name, {p.name: p.stat().st_size for p in sorted(directory.rglob("*")) if p.is_file()}, flush=True)


def save_pooling(directory: Path) -> None:
    """The sentence-transformers files that say: mean pooling, then normalise."""
    (directory / "1_Pooling").mkdir()
    pooling = {"word_embedding_dimension": 32, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True,
               "pooling_mode_max_tokens": False, "pooling_mode_mean_sqrt_len_tokens": False}
    (directory / "1_Pooling" / "config.json").write_text(json.dumps(pooling, indent=2) + "\n")
    stages = [("0", "", "Transformer"), ("1", "1_Pooling", "Pooling"), ("2", "2_Normalize", "Normalize")]
    modules = [{"idx": int(i), "name": i, "path": path, "type": f"sentence_transformers.models.{kind}"}
               for i, path, kind in stages]
    (directory / "modules.json").write_text(json.dumps(modules, indent=2) + "\n")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    lines = corpus(args.data)
    uncased, cased, bytes_ = word_pieces(lines, True), word_pieces(lines, False), byte_pieces(lines)
    attention = dict(attn_implementation="eager")
    two, three = ["input_ids", "attention_mask"], ["input_ids", "attention_mask", "token_type_ids"]
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]",
               "mask_token": "[MASK]"}

    bert = BertModel(BertConfig(vocab_size=uncased.get_vocab_size(), max_position_embeddings=TOKENS, **SHAPE,
                                **attention), add_pooling_layer=False)
    save(args.out / "tiny-bert", spread(bert, 1), uncased,
         {"tokenizer_class": "BertTokenizer", "do_lower_case": True, **special}, three, "last_hidden_state")
    save_pooling(args.out / "tiny-bert")

    electra = ElectraForPreTraining(ElectraConfig(vocab_size=uncased.get_vocab_size(), embedding_size=16,
                                                  max_position_embeddings=TOKENS, **SHAPE, **attention))
    save(args.out / "tiny-electra", spread(electra, 2), uncased,
         {"tokenizer_class": "ElectraTokenizer", "do_lower_case": True, **special}, three, "logits")

    roberta = RobertaForSequenceClassification(RobertaConfig(
        vocab_size=bytes_.get_vocab_size(), max_position_embeddings=TOKENS + 2, type_vocab_size=1, pad_token_id=1,
        bos_token_id=0, eos_token_id=2, num_labels=3, id2label={0: "negative", 1: "neutral", 2: "positive"},
        label2id={"negative": 0, "neutral": 1, "positive": 2}, **SHAPE, **attention))
    save(args.out / "tiny-roberta", spread(roberta, 3), bytes_,
         {"tokenizer_class": "RobertaTokenizer", "pad_token": "<pad>", "unk_token": "<unk>", "cls_token": "<s>",
          "sep_token": "</s>", "mask_token": "<mask>"}, two, "logits")

    distilbert = DistilBertModel(DistilBertConfig(vocab_size=cased.get_vocab_size(), max_position_embeddings=TOKENS,
                                                  n_layers=2, n_heads=4, dim=32, hidden_dim=64, **attention))
    save(args.out / "tiny-distilbert", spread(distilbert, 4), cased,
         {"tokenizer_class": "DistilBertTokenizer", "do_lower_case": False, **special}, two, "last_hidden_state")
    save_pooling(args.out / "tiny-distilbert")


if __name__ == "__main__":
    main()
