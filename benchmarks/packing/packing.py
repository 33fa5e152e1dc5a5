"""Several texts in one row, equal lengths, or padding: which costs least (docs/adr/0056-one-text-a-row.md).

    python packing.py --model DIR --runtime onnxruntime|openvino --texts FILE
        [--limit 512] [--budget 256] [--align 1] [--rounds 5]

DIR holds model.onnx, complete, and tokenizer.json of all-MiniLM-L6-v2; `textmill bench peers` leaves it in
benchmarks/target/peer-models/fp32. Needs numpy, onnx, tokenizers, and onnxruntime or openvino.

The texts are one full window of the engine. Each way of making batches runs all of them on one thread, the ways in turn
and each round in another order; only runs of the model are timed. For packing the graph takes position ids
[batch, tokens] and a float mask [batch, from, to], 1 where a token sees another.
"""

import argparse
import pathlib
import statistics
import time

import numpy
import onnx
import tokenizers

PAD = 0
MOST_TOKENS = 256


def packing_graph(path):
    """The exported BERT with position_ids and a square attention_mask as inputs."""
    model = onnx.load(path)
    graph = model.graph
    batch, tokens = (dim.dim_param for dim in graph.input[0].type.tensor_type.shape.dim)
    by_name = {node.name: node for node in graph.node}
    by_name["/embeddings/position_embeddings/Gather"].input[1] = "position_ids"
    inner, outer, cast = by_name["/Unsqueeze"], by_name["/Unsqueeze_1"], by_name["/Cast"]
    inner.output[0] = cast.output[0]
    graph.node.remove(outer)
    graph.node.remove(cast)
    # The exported one is infinite in bf16, and infinity times 0 is no number.
    by_name["/Constant_1"].attribute[0].t.CopyFrom(onnx.numpy_helper.from_array(numpy.float32(-1e9)))
    mask = next(value for value in graph.input if value.name == "attention_mask")
    graph.input.remove(mask)
    graph.input.append(onnx.helper.make_tensor_value_info("attention_mask", 1, [batch, "from", "to"]))
    graph.input.append(onnx.helper.make_tensor_value_info("position_ids", 7, [batch, tokens]))
    onnx.checker.check_model(model)
    return model


class OnnxRuntime:
    def __init__(self, model):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.enable_mem_pattern = False
        self.session = onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])

    def run(self, feed):
        return self.session.run(["last_hidden_state"], feed)[0]


class OpenVino:
    SETTINGS = {
        "INFERENCE_PRECISION_HINT": "bf16",
        "NUM_STREAMS": "1",
        "INFERENCE_NUM_THREADS": "1",
        "ENABLE_CPU_PINNING": "NO",
    }

    def __init__(self, model):
        import openvino

        core = openvino.Core()
        compiled = core.compile_model(core.read_model(model.SerializeToString()), "CPU", self.SETTINGS)
        self.request = compiled.create_infer_request()

    def run(self, feed):
        self.request.infer(feed)
        return self.request.get_tensor("last_hidden_state").data


def up(number, step):
    return -(-number // step) * step


class Batch:
    """Rows of one width. Each row holds texts one behind the other; a text is its number in the window."""

    def __init__(self, rows, width, texts, square, align=1):
        shape = (len(rows), width)
        ids = numpy.full(shape, PAD, numpy.int64)
        positions = numpy.zeros(shape, numpy.int64)
        blocks = numpy.zeros(shape, numpy.int64)
        self.spans = []
        for row, members in enumerate(rows):
            at = 0
            for block, text in enumerate(members, start=1):
                end = at + len(texts[text])
                ids[row, at:end] = texts[text]
                positions[row, at:end] = range(end - at)
                blocks[row, at:end] = block
                self.spans.append((text, row, at, end))
                at = up(end, align)
        self.square = square
        self.padded = ids.size
        self.feed = {"input_ids": ids, "token_type_ids": numpy.zeros(shape, numpy.int64)}
        if square:
            self.feed["attention_mask"] = (blocks[:, :, None] == blocks[:, None, :]).astype(numpy.float32)
            self.feed["position_ids"] = positions
        else:
            self.feed["attention_mask"] = (blocks > 0).astype(numpy.int64)

    def vectors(self, hidden, into):
        for text, row, start, end in self.spans:
            into[text] = hidden[row, start:end].mean(axis=0)


def width_of(length, runtime):
    """As LengthBuckets.fine for OpenVINO; ONNX Runtime's batches are as wide as their longest text."""
    if runtime != "openvino" or length >= MOST_TOKENS:
        return length
    step = 4 if length <= 64 else 8 if length <= 128 else 16
    return up(length, step)


def padded(texts, which, budget, width, equal):
    """Sorted by length, rows times width within the budget, one text a row."""
    batches, rows = [], []
    for text in sorted(which, key=lambda text: len(texts[text])):
        wide = width(len(texts[text]))
        if rows and ((len(rows) + 1) * wide > budget or (equal and wide != width(len(texts[rows[-1][0]])))):
            batches.append(rows)
            rows = []
        rows.append([text])
    batches.append(rows)
    return [Batch(rows, width(max(len(texts[row[0]]) for row in rows)), texts, False) for rows in batches if rows]


def packed(texts, which, size, budget, align):
    """First fit, longest first, into rows of that size; fuller rows share a batch.

    Texts begin at multiples of align.
    """
    rows, left = [], []
    for text in sorted(which, key=lambda text: -len(texts[text])):
        length = up(len(texts[text]), align)
        row = next((row for row, room in enumerate(left) if room >= length), None)
        if row is None:
            rows.append([])
            left.append(size)
            row = len(rows) - 1
        rows[row].append(text)
        left[row] -= length
    order = sorted(range(len(rows)), key=lambda row: left[row])
    each = max(1, budget // size)
    chosen = [order[start : start + each] for start in range(0, len(order), each)]
    return [Batch([rows[row] for row in some], size, texts, True, align) for some in chosen]


def ways(texts, runtime, budget, align):
    everything = range(len(texts))

    def rounded(length):
        return width_of(length, runtime)

    def exactly(length):
        return length

    made = {
        "padded, as the engine does": padded(texts, everything, budget, rounded, runtime == "openvino"),
        "padded to the longest": padded(texts, everything, budget, exactly, False),
        "equal lengths": padded(texts, everything, budget, exactly, True),
    }
    for size in (64, 128, 256):
        fits = [text for text in everything if len(texts[text]) <= size]
        longer = [text for text in everything if len(texts[text]) > size]
        rest = padded(texts, longer, budget, rounded, runtime == "openvino") if longer else []
        made[f"packed into rows of {size}"] = packed(texts, fits, size, max(budget, size), align) + rest
    return made


def run(models, batches, texts):
    vectors = numpy.zeros((len(texts), 384), numpy.float32)
    clock = cpu = 0.0
    for batch in batches:
        began, used = time.perf_counter(), time.process_time()
        hidden = models[batch.square].run(batch.feed)
        clock += time.perf_counter() - began
        cpu += time.process_time() - used
        batch.vectors(hidden, vectors)
    return clock, cpu, vectors


def cosines(one, two):
    return (one * two).sum(1) / numpy.linalg.norm(one, axis=1) / numpy.linalg.norm(two, axis=1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--runtime", choices=("onnxruntime", "openvino"), required=True)
    parser.add_argument("--texts", type=pathlib.Path, required=True)
    parser.add_argument("--limit", type=int, default=512)
    parser.add_argument("--budget", type=int, default=256)
    parser.add_argument("--align", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    tokenizer = tokenizers.Tokenizer.from_file(str(options.model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    lines = [line for line in options.texts.read_text(encoding="utf-8").split("\n") if line.strip()][: options.limit]
    texts = [encoding.ids for encoding in tokenizer.encode_batch(lines)]
    kind = OnnxRuntime if options.runtime == "onnxruntime" else OpenVino
    source = options.model / "model.onnx"
    models = {False: kind(onnx.load(source)), True: kind(packing_graph(source))}
    made = ways(texts, options.runtime, options.budget, options.align)
    # Warm: every shape is prepared, and what each way answers is kept.
    answers = {way: run(models, batches, texts)[2] for way, batches in made.items()}
    results = {way: [] for way in made}
    for turn in range(options.rounds):
        names = list(made)
        for way in names[turn % len(names) :] + names[: turn % len(names)]:
            results[way].append(run(models, made[way], texts)[:2])
    real = sum(map(len, texts))
    usual = next(iter(made))
    alone = [Batch([[text]], len(texts[text]), texts, False) for text in range(len(texts))]
    moved = numpy.random.default_rng(7).permutation(len(texts))
    print(f"{options.runtime}, {len(texts)} texts, {real} tokens, batches of {options.budget}")
    single = run(models, alone, texts)[2]
    for way, batches in made.items():
        waste = sum(batch.padded for batch in batches) / real - 1
        cpu = statistics.median(mine[1] for mine in results[way]) * 1000 / len(texts)
        pairs = list(zip(results[usual], results[way]))
        ratios = [statistics.median(base[i] / mine[i] for base, mine in pairs) for i in (1, 0)]
        print(
            f"{way:28} batches {len(batches):4} padding {waste:6.1%} cpu ms/text {cpu:7.3f}"
            f" speed by cpu {ratios[0]:.3f} by clock {ratios[1]:.3f}"
            f" worst cosine to each text alone {cosines(answers[way], single).min():.6f}"
        )
    # Another order of the same texts: what a text is answered must not depend on its neighbours.
    shuffled = [texts[text] for text in moved]
    for way, batches in ways(shuffled, options.runtime, options.budget, options.align).items():
        again = numpy.zeros_like(single)
        again[moved] = run(models, batches, shuffled)[2]
        print(f"{way:28} other bits in another order: {(again != answers[way]).any(1).sum()} of {len(texts)} texts")


if __name__ == "__main__":
    main()
