"""What run.sh compares with: cosines of two result files, sentence-transformers on the same texts, flat memory."""

import json
import shutil
import sys
import time


def cosine(left, right):
    """Smallest and mean cosine of two files of embeddings, line by line."""
    values = []
    for a, b in zip(open(left), open(right)):
        x, y = json.loads(a)["embedding"], json.loads(b)["embedding"]
        dot = sum(p * q for p, q in zip(x, y))
        values.append(dot / (sum(p * p for p in x) * sum(q * q for q in y)) ** 0.5)
    print(json.dumps({"texts": len(values), "smallest": min(values), "mean": sum(values) / len(values)}))


def peer(model, device, texts):
    """sentence-transformers in fp16 over a file; it sorts by length itself. The best of three batch sizes."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel

    lines = [line.rstrip("\n") for line in open(texts, encoding="utf-8")]
    source, width, parameters = "models/minilm-torch", 384, 22e6
    if model == "bert-base":
        shutil.copytree(source, "tmp/bert-base-torch", ignore=shutil.ignore_patterns("*.safetensors", "*.bin"), dirs_exist_ok=True)
        source, width, parameters = "tmp/bert-base-torch", 768, 108e6
        torch.manual_seed(1)
        BertModel(BertConfig()).save_pretrained(source)
    where = "cuda" if device != "cpu" else "cpu"
    encoder = SentenceTransformer(modules=[Transformer(source, max_seq_length=512), Pooling(width)], device=where)
    found = sum(p.numel() for p in encoder.parameters())
    if not parameters <= found <= 1.1 * parameters:
        raise SystemExit(f"expected about {parameters:.0f} parameters, found {found}: this is another model")
    encoder = encoder.half() if where == "cuda" else encoder
    tokens = sum(len(ids) for ids in encoder.tokenizer(lines, truncation=True, max_length=512)["input_ids"])
    encoder.encode(lines[:1000], batch_size=64)
    best = None
    for batch in (64, 256, 1024) if where == "cuda" else (32,):
        start = time.time()
        encoder.encode(lines, batch_size=batch, show_progress_bar=False)
        seconds = time.time() - start
        if best is None or seconds < best["seconds"]:
            best = {"batch": batch, "seconds": seconds, "texts": len(lines), "tokensPerSecond": tokens / seconds}
    print(json.dumps(best))


def flat(path):
    """Memory of the last tenth of a run against its second tenth, in MB, and the mean utilisation."""
    rows = [line.split(",") for line in open(path)]
    memory = [float(row[2]) for row in rows]
    tenth = max(1, len(memory) // 10)
    early, late = max(memory[tenth:2 * tenth]), max(memory[-tenth:])
    busy = sum(float(row[1]) for row in rows) / len(rows)
    print(json.dumps({"earlyMb": early, "lateMb": late, "grewMb": late - early, "busyPercent": busy}))


if __name__ == "__main__":
    {"cosine": cosine, "peer": peer, "flat": flat}[sys.argv[1]](*sys.argv[2:])
