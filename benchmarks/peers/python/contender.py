"""One run of sentence-transformers in `textmill bench peers`: warm-up, then all texts once against the clock.

Takes name=value arguments like the Java contenders and writes the same JSON object; see requirements.txt beside it.
"""

import base64
import concurrent.futures
import json
import os
import pathlib
import shutil
import sys
import time

import numpy

WARM_UP_TEXTS = 64


def settings_of(arguments):
    return dict(argument.split("=", 1) for argument in arguments)


def texts_of(settings):
    with open(settings["texts"], encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file]
    return [line for line in lines if line.strip()][: int(settings["limit"])]


def laid_out(settings, backend):
    """The model as sentence-transformers expects it: the same ONNX file, or what OpenVINO reads of it."""
    source = pathlib.Path(settings["model"]).parent
    target = source.with_name(source.name + "-" + backend)
    target.mkdir(exist_ok=True)
    for name in ("config.json", "modules.json", "sentence_bert_config.json", "tokenizer.json"):
        shutil.copy(source / name, target / name)
    pooling = json.loads((source / "1_Pooling" / "config.json").read_text())
    (target / "1_Pooling").mkdir(exist_ok=True)
    (target / "1_Pooling" / "config.json").write_text(json.dumps({"word_embedding_dimension": 384, **pooling}))
    (target / "tokenizer_config.json").write_text(
        json.dumps(
            {
                "tokenizer_class": "BertTokenizer",
                "model_max_length": int(settings["max-tokens"]),
                "pad_token": "[PAD]",
                "unk_token": "[UNK]",
                "cls_token": "[CLS]",
                "sep_token": "[SEP]",
                "mask_token": "[MASK]",
            }
        )
    )
    (target / backend).mkdir(exist_ok=True)
    if backend == "onnx":
        shutil.copy(source / "model.onnx", target / "onnx" / "model.onnx")
    elif not (target / backend / "openvino_model.xml").exists():
        import openvino

        converted = openvino.convert_model(settings["model"])
        openvino.save_model(converted, target / backend / "openvino_model.xml", compress_to_fp16=False)
    return str(target)


def onnx_options(threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return {"file_name": "onnx/model.onnx", "provider": "CPUExecutionProvider", "session_options": options}


def openvino_options(settings, threads):
    config = {
        "INFERENCE_PRECISION_HINT": settings["precision"],
        "INFERENCE_NUM_THREADS": str(threads),
        "PERFORMANCE_HINT": "LATENCY",
    }
    return {"file_name": "openvino/openvino_model.xml", "ov_config": config}


def sentence_transformers(settings):
    from sentence_transformers import SentenceTransformer

    backend = settings["backend"]
    callers = int(settings.get("callers", "1"))
    threads = max(1, int(settings["cores"]) // callers)
    directory = laid_out(settings, backend)

    def opened():
        options = onnx_options(threads) if backend == "onnx" else openvino_options(settings, threads)
        return SentenceTransformer(directory, backend=backend, device="cpu", model_kwargs=options)

    models = [opened() for _ in range(callers)]
    batch = int(settings["batch"])

    def encode(model, texts):
        return model.encode(texts, batch_size=batch, show_progress_bar=False, convert_to_numpy=True)

    if callers == 1:
        return lambda texts: encode(models[0], texts)

    pool = concurrent.futures.ThreadPoolExecutor(callers)

    def embed(texts):
        # Every caller gets texts of all lengths; encode sorts its own share.
        shares = pool.map(encode, models, [texts[caller::callers] for caller in range(callers)])
        vectors = numpy.empty((len(texts), 384), dtype=numpy.float32)
        for caller, share in enumerate(shares):
            vectors[caller::callers] = share
        return vectors

    return embed


def warm_up(embed, texts, seconds):
    """Slices from all over the file, so that every length has been seen when the clock starts."""
    began = time.perf_counter()
    stride = max(1, len(texts) // WARM_UP_TEXTS)
    offset = 0
    while True:
        embed(texts[offset % stride :: stride])
        offset += 1
        if time.perf_counter() - began >= seconds:
            return


def peak_rss_bytes():
    status = pathlib.Path("/proc/self/status")
    if not status.exists():
        return -1
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return 1024 * int(peak.split()[1])


def sample(vectors, size):
    rows = min(size, len(vectors))
    chosen = [vectors[row * len(vectors) // rows] for row in range(rows)]
    return base64.b64encode(numpy.asarray(chosen, dtype="<f4").tobytes()).decode()


def main():
    settings = settings_of(sys.argv[1:])
    texts = texts_of(settings)
    began = time.perf_counter()
    embed = sentence_transformers(settings)
    load_seconds = time.perf_counter() - began
    warm_up(embed, texts, float(settings["warmup.seconds"]))
    began = time.perf_counter()
    vectors = embed(texts)
    seconds = time.perf_counter() - began
    result = {
        "texts": len(texts),
        "loadSeconds": load_seconds,
        "seconds": seconds,
        "peakRssBytes": peak_rss_bytes(),
        "dimension": len(vectors[0]),
        "vectors": sample(vectors, int(settings["sample"])),
    }
    pathlib.Path(settings["out"]).write_text(json.dumps(result))
    sys.stdout.flush()
    os._exit(0)  # whatever threads a library left behind


if __name__ == "__main__":
    main()
