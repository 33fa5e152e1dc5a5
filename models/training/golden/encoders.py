"""Area A: one embedding model a family, each with the module chain that the family usually comes with."""

from __future__ import annotations

from pathlib import Path

import torch
import transformers as hf
from sentence_transformers import models as st

from . import vocabularies
from .texts import TEXTS
from .sentences import golden, pooling, spread_dense
from .weights import spread

WIDTH = 16
SHAPE = dict(hidden_size=WIDTH, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32)
# Families with large graphs have one layer.
ONE = dict(num_hidden_layers=1)
TWO, THREE = ["input_ids", "attention_mask"], ["input_ids", "attention_mask", "token_type_ids"]


def eager(config):
    """The plain attention, which every exporter knows."""
    config._attn_implementation = "eager"
    return config


def bert(root: Path, lower: bool = True, seed: int = 1):
    """Word pieces, types 0 and 1."""
    tokenizer = vocabularies.word_pieces(lower)
    model = hf.BertModel(eager(hf.BertConfig(vocab_size=len(tokenizer), max_position_embeddings=64, **SHAPE)),
                         add_pooling_layer=False)
    return spread(model, seed), tokenizer


def make_bert(root: Path) -> None:
    """BERT uncased and cased."""
    golden(root, "bert", *bert(root), pooling(WIDTH, "mean"), st.Normalize(), family="bert",
           proves="word pieces, uncased; mean, then normalised")
    golden(root, "bert-cased", *bert(root, False, 2), pooling(WIDTH, "mean"), family="bert",
           proves="word pieces, cased; mean, not normalised")


def make_bert_chinese(root: Path) -> None:
    """A Chinese BERT: each ideograph a token; CLS, as bge-*-zh."""
    model, tokenizer = bert(root, seed=3)
    golden(root, "bert-chinese", model, tokenizer, pooling(WIDTH, "cls"), st.Normalize(), family="bert",
           proves="ideographs; CLS, then normalised, as the files say",
           texts=["你好世界", "今天天气很好，我们去公园。", "北京 上海", "中国人工智能", "mixed 中文 text", "", "人" * 80])


def make_electra(root: Path) -> None:
    """ELECTRA's discriminator as an encoder, embeddings narrower than the hidden states."""
    tokenizer = vocabularies.word_pieces(True, "ElectraTokenizerFast")
    config = eager(hf.ElectraConfig(vocab_size=len(tokenizer), embedding_size=8, max_position_embeddings=64, **SHAPE))
    golden(root, "electra", spread(hf.ElectraModel(config), 4), tokenizer, pooling(WIDTH, "cls"), family="electra",
           proves="ELECTRA as an encoder; CLS, not normalised")


def roberta_config(kind, tokenizer, **settings):
    """RoBERTa and what took its tokens."""
    return eager(kind(vocab_size=len(tokenizer), max_position_embeddings=66, type_vocab_size=1,
                      pad_token_id=tokenizer.pad_token_id, bos_token_id=0, eos_token_id=2, **(SHAPE | settings)))


def make_roberta(root: Path) -> None:
    """Byte-level BPE, no types."""
    tokenizer = vocabularies.byte_pieces()
    model = hf.RobertaModel(roberta_config(hf.RobertaConfig, tokenizer), add_pooling_layer=False)
    golden(root, "roberta", spread(model, 5), tokenizer, pooling(WIDTH, "mean"), st.Normalize(), family="roberta",
           proves="byte-level BPE; mean, then normalised")


def make_xlm_roberta(root: Path) -> None:
    """Unigram with sentencepiece's own normalisation table."""
    tokenizer = vocabularies.unigram("XLMRobertaTokenizer", "nmt_nfkc")
    model = hf.XLMRobertaModel(roberta_config(hf.XLMRobertaConfig, tokenizer), add_pooling_layer=False)
    golden(root, "xlm-roberta", spread(model, 6), tokenizer, pooling(WIDTH, "mean"), family="xlm-roberta",
           proves="Unigram with the nmt_nfkc table; mean, not normalised")


def make_camembert(root: Path) -> None:
    """CamemBERT: Unigram with other special ids."""
    tokenizer = vocabularies.unigram("CamembertTokenizer")
    config = roberta_config(hf.CamembertConfig, tokenizer)
    golden(root, "camembert", spread(hf.CamembertModel(config, add_pooling_layer=False), 7), tokenizer,
           pooling(WIDTH, "mean"), family="camembert", proves="Unigram, padding id from the files; mean")


def make_distilbert(root: Path) -> None:
    """No token types."""
    tokenizer = vocabularies.word_pieces(True, "DistilBertTokenizerFast")
    config = eager(hf.DistilBertConfig(vocab_size=len(tokenizer), max_position_embeddings=64, dim=WIDTH, n_layers=2,
                                       n_heads=2, hidden_dim=32))
    golden(root, "distilbert", spread(hf.DistilBertModel(config), 8), tokenizer, pooling(WIDTH, "mean"), family="distilbert",
           proves="no token types; the width is named `dim`; mean")


def make_albert(root: Path) -> None:
    """One layer's weights for all layers."""
    tokenizer = vocabularies.unigram("AlbertTokenizer", trained=dict(
        pad_id=0, unk_id=1, bos_id=-1, eos_id=-1, user_defined_symbols=["[CLS]", "[SEP]", "[MASK]"]))
    config = eager(hf.AlbertConfig(vocab_size=len(tokenizer), embedding_size=8, max_position_embeddings=64, **SHAPE))
    golden(root, "albert", spread(hf.AlbertModel(config, add_pooling_layer=False), 9), tokenizer, pooling(WIDTH, "mean"),
           st.Normalize(), family="albert", proves="Unigram with [CLS] and [SEP]; mean, then normalised")


def make_mpnet(root: Path) -> None:
    """Relative positions; word pieces between <s> and </s>."""
    tokenizer = vocabularies.mpnet_pieces()
    config = eager(hf.MPNetConfig(vocab_size=len(tokenizer), max_position_embeddings=66, pad_token_id=1, bos_token_id=0,
                                  eos_token_id=2, **SHAPE))
    golden(root, "mpnet", spread(hf.MPNetModel(config, add_pooling_layer=False), 10), tokenizer, pooling(WIDTH, "mean"),
           st.Normalize(), family="mpnet", proves="word pieces between <s> and </s>; positions start at 2; mean")


def make_deberta(root: Path) -> None:
    """DeBERTa v1: byte-level BPE, disentangled attention."""
    tokenizer = vocabularies.byte_pieces("DebertaTokenizerFast", ("[CLS]", "[PAD]", "[SEP]", "[UNK]", "[MASK]"))
    config = hf.DebertaConfig(vocab_size=len(tokenizer), max_position_embeddings=64, type_vocab_size=0,
                              relative_attention=True, max_relative_positions=-1, pos_att_type=["c2p", "p2c"],
                              position_biased_input=False, pad_token_id=1, **(SHAPE | ONE))
    golden(root, "deberta", spread(hf.DebertaModel(config), 11), tokenizer, pooling(WIDTH, "mean"), family="deberta",
           proves="DeBERTa v1: byte-level BPE, no types in the graph; mean")


def deberta_v2():
    """Tokenizer and configuration of DeBERTa v2 and v3."""
    tokenizer = vocabularies.unigram("DebertaV2Tokenizer", trained=dict(
        pad_id=0, unk_id=3, bos_id=1, eos_id=2, pad_piece="[PAD]", unk_piece="[UNK]", bos_piece="[CLS]",
        eos_piece="[SEP]"))
    config = hf.DebertaV2Config(vocab_size=len(tokenizer), max_position_embeddings=64, type_vocab_size=0,
                                relative_attention=True, position_buckets=16, norm_rel_ebd="layer_norm",
                                share_att_key=True, pos_att_type=["p2c", "c2p"], position_biased_input=False, **(SHAPE | ONE))
    return tokenizer, config


def make_deberta_v2(root: Path) -> None:
    """DeBERTa v2 and v3: Unigram, bucketed relative positions."""
    tokenizer, config = deberta_v2()
    golden(root, "deberta-v2", spread(hf.DebertaV2Model(config), 12), tokenizer, pooling(WIDTH, "mean"), family="deberta-v2",
           proves="Unigram, bucketed relative positions; mean")


def xlnet():
    """Tokenizer (pads left; `<sep> <cls>` at the end) and configuration of XLNet."""
    tokenizer = vocabularies.unigram("XLNetTokenizer", trained=dict(
        pad_id=5, unk_id=0, bos_id=1, eos_id=2, user_defined_symbols=["<cls>", "<sep>", "<mask>"],
        pad_piece="<pad>"))
    config = hf.XLNetConfig(vocab_size=len(tokenizer), d_model=WIDTH, n_layer=2, n_head=2, d_inner=32, pad_token_id=5)
    return tokenizer, config


def make_xlnet(root: Path) -> None:
    """XLNet: left padding, types 0 and 2."""
    tokenizer, config = xlnet()
    golden(root, "xlnet", spread(hf.XLNetModel(config), 13), tokenizer, pooling(WIDTH, "mean"), family="xlnet", inputs=THREE,
           padding="left", proves="token types 0 and 2, pads left, width named `d_model`; mean",
           export=dict(shape=(1, 7)))


def make_convbert(root: Path) -> None:
    """ConvBERT: its convolution sees the padding, so each text needs equal lengths or a run of its own."""
    tokenizer = vocabularies.word_pieces(True, "ConvBertTokenizerFast")
    config = hf.ConvBertConfig(vocab_size=len(tokenizer), embedding_size=WIDTH, max_position_embeddings=64, head_ratio=1,
                               conv_kernel_size=3, **(SHAPE | ONE))
    golden(root, "convbert", spread(hf.ConvBertModel(config), 14), tokenizer, pooling(WIDTH, "mean"), family="convbert",
           padding_changes_results=True, proves="padding changes the result: values are those of a text alone; mean")


def make_modernbert(root: Path) -> None:
    """ModernBERT: rotary positions, local and global attention."""
    tokenizer = hf.PreTrainedTokenizerFast(
        tokenizer_object=modern_tokenizer(), unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]",
        mask_token="[MASK]", model_max_length=vocabularies.LIMIT, model_input_names=TWO)
    config = eager(hf.ModernBertConfig(vocab_size=len(tokenizer), max_position_embeddings=64, global_attn_every_n_layers=2,
                                       local_attention=8, pad_token_id=2, cls_token_id=0, sep_token_id=1, bos_token_id=0,
                                       eos_token_id=1, reference_compile=False, **SHAPE))
    golden(root, "modernbert", spread(hf.ModernBertModel(config), 15), tokenizer, pooling(WIDTH, "cls"), st.Normalize(),
           family="modernbert", proves="byte-level BPE with [CLS] and [SEP], rotary positions, local attention; CLS")


def modern_tokenizer():
    """NeoX-style byte-level BPE with BERT's specials, and NFC before it."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    vocabulary, merges = vocabularies.byte_pairs(["[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]"])
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0", pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1", special_tokens=[("[CLS]", 0), ("[SEP]", 1)])
    return tokenizer


def make_t5(root: Path) -> None:
    """T5's encoder as sentence-t5: Dense without a bias, no token types, no [CLS]."""
    tokenizer = vocabularies.unigram("T5Tokenizer", extra_ids=0, legacy=False,
                                     trained=dict(pad_id=0, eos_id=1, unk_id=2, bos_id=-1))
    config = hf.T5Config(vocab_size=len(tokenizer), d_model=WIDTH, d_kv=8, d_ff=32, num_layers=2, num_heads=2,
                         relative_attention_num_buckets=8)
    golden(root, "t5-encoder", spread(hf.T5EncoderModel(config), 16), tokenizer, pooling(WIDTH, "mean"),
           spread_dense(WIDTH, 12, 16, torch.nn.Identity(), bias=False), st.Normalize(), family="t5", inputs=TWO,
           proves="an encoder without positions or [CLS]; Dense without bias, then normalised; 12 numbers")


def make_gpt2(root: Path) -> None:
    """GPT-2 as an embedder: the last token, limit named `n_positions`."""
    tokenizer = vocabularies.byte_pieces("GPT2TokenizerFast", ("<|endoftext|>",), limit=int(1e30), pad_token="<|endoftext|>")
    config = eager(hf.GPT2Config(vocab_size=len(tokenizer), n_positions=40, n_embd=WIDTH, n_layer=1, n_head=2,
                                 bos_token_id=0, eos_token_id=0, pad_token_id=0))
    golden(root, "gpt2-last-token", spread(hf.GPT2Model(config), 17), tokenizer, pooling(WIDTH, "lasttoken"), family="gpt2",
           limit=40, texts=[t for t in TEXTS if t.strip()],
           proves="a decoder: last token; `n_embd` and `n_positions`; no special tokens; too long a text is cut at 40")


def make_qwen3(root: Path) -> None:
    """Qwen3-Embedding: end token, left padding, position ids as an input, prompts."""
    tokenizer = vocabularies.byte_pieces("Qwen2TokenizerFast", ("<|endoftext|>", "<|im_end|>"), pad_token="<|endoftext|>",
                                         eos_token="<|im_end|>", padding_side="left")
    from tokenizers import processors
    base = tokenizer.backend_tokenizer
    base.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=False),
        processors.TemplateProcessing(single="$A:0 <|endoftext|>:0", pair="$A:0 $B:1 <|endoftext|>:1",
                                      special_tokens=[("<|endoftext|>", base.token_to_id("<|endoftext|>"))])])
    config = eager(hf.Qwen3Config(vocab_size=len(tokenizer), max_position_embeddings=64, num_key_value_heads=1, head_dim=8,
                                  use_cache=False, **(SHAPE | ONE)))
    model = spread(hf.Qwen3Model(config), 18)
    settings = dict(settings=dict(prompts={"query": "Instruct: find it\nQuery:", "document": ""}, similarity_fn_name="cosine"))
    golden(root, "qwen3-embedding", model, tokenizer, pooling(WIDTH, "lasttoken"), st.Normalize(), family="qwen3",
           padding="left",
           proves="last token behind an end token, pads left, position_ids in the graph; prompts that are not the default",
           **settings)


def make_data2vec(root: Path) -> None:
    """data2vec-text: RoBERTa's tokens and positions."""
    tokenizer = vocabularies.byte_pieces()
    config = roberta_config(hf.Data2VecTextConfig, tokenizer)
    golden(root, "data2vec-text", spread(hf.Data2VecTextModel(config, add_pooling_layer=False), 19), tokenizer,
           pooling(WIDTH, "mean"), family="data2vec-text", after=lambda g: g.edit("config.json", max_position_embeddings=None),
           proves="config.json without max_position_embeddings; the graph has 66 positions, two of them used up; mean")


def make_roformer(root: Path) -> None:
    """RoFormer and SqueezeBERT: other insides behind BERT's tokens."""
    tokenizer = vocabularies.word_pieces()
    config = eager(hf.RoFormerConfig(vocab_size=len(tokenizer), max_position_embeddings=64, **(SHAPE | ONE)))
    golden(root, "roformer", spread(hf.RoFormerModel(config), 22), tokenizer, pooling(WIDTH, "mean"), family="roformer",
           proves="rotary positions from a table of sines; mean")
    config = eager(hf.SqueezeBertConfig(vocab_size=len(tokenizer), embedding_size=WIDTH, max_position_embeddings=64,
                                        q_groups=2, k_groups=2, v_groups=2, post_attention_groups=1, intermediate_groups=2,
                                        output_groups=2, **(SHAPE | ONE)))
    golden(root, "squeezebert", spread(hf.SqueezeBertModel(config), 23), tokenizer, pooling(WIDTH, "mean"), family="squeezebert",
           proves="convolutions of width 1; mean")


FAMILIES = {name.removeprefix("make_"): function for name, function in globals().items() if name.startswith("make_")}
