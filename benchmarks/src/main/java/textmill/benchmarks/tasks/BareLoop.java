package textmill.benchmarks.tasks;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import textmill.benchmarks.contender.Batches;
import textmill.benchmarks.tasks.Rows.Row;
import textmill.cli.console.CliException;
import textmill.runtime.model.ModelSpec;

/**
 * ONNX Runtime with nothing around it: tokenise, run the model's file as it is, read the first output. It makes no result of what it
 * reads, so whatever a task does beyond that is a cost of Textmill's alone. Texts are taken in arrival order, by one thread for
 * each core with one thread a run.
 */
final class BareLoop implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final HuggingFaceTokenizer tokenizer;
    private final OrtSession session;
    private final int padId;

    /** Opens a model. */
    BareLoop(ModelSpec model) throws IOException, OrtException {
        tokenizer = HuggingFaceTokenizer.newInstance(
                model.tokenizer().path(),
                Map.of(
                        "padding",
                        "false",
                        "truncation",
                        "true",
                        "maxLength",
                        String.valueOf(model.tokenizer().maxTokens())));
        padId = model.tokenizer().padId();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            session = environment.createSession(model.onnx().path().toString(), options);
        }
    }

    /** Computes everything once, {@code batch} rows at a time; the sum of all that was read, so that nothing can be left out. */
    double run(Rows rows, int batch, int callers) throws Exception {
        List<Encoding> encodings = new ArrayList<>();
        for (Row row : rows.flat()) {
            encodings.add(row.pair() == null ? tokenizer.encode(row.text()) : tokenizer.encode(row.text(), row.pair()));
        }
        List<int[]> batches = Batches.ofRows(encodings, batch, false, encoding -> encoding.getIds().length);
        float[][] sums = Batches.run(encodings, batches, callers, this::compute);
        double sum = 0;
        for (float[] one : sums) {
            sum += one[0];
        }
        return sum;
    }

    /** The sum of the first output stands in the first row. */
    private float[][] compute(List<Encoding> batch) throws OrtException {
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            for (String name : session.getInputNames()) {
                inputs.put(name, tensor(name, batch));
            }
            try (OrtSession.Result result = session.run(inputs)) {
                return sums(result.get(0), batch.size());
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static float[][] sums(OnnxValue output, int rows) {
        FloatBuffer read = ((OnnxTensor) output).getFloatBuffer();
        // As the library hands it out, which is a copy already: a second one of a whole vocabulary's outputs would not
        // fit the heap.
        float sum = 0;
        for (int at = 0; at < read.limit(); at++) {
            sum += read.get(at);
        }
        float[][] sums = new float[rows][1];
        sums[0][0] = sum;
        return sums;
    }

    private OnnxTensor tensor(String name, List<Encoding> batch) throws OrtException {
        int longest = batch.stream()
                .mapToInt(encoding -> encoding.getIds().length)
                .max()
                .orElseThrow();
        long[] values = new long[batch.size() * longest];
        for (int row = 0; row < batch.size(); row++) {
            long[] from = values(name, batch.get(row));
            System.arraycopy(from, 0, values, row * longest, from.length);
            if (name.equals("input_ids")) {
                Arrays.fill(values, row * longest + from.length, (row + 1) * longest, padId);
            }
        }
        long[] shape = {batch.size(), longest};
        NodeInfo node = Objects.requireNonNull(session.getInputInfo().get(name));
        TensorInfo info = (TensorInfo) node.getInfo();
        if (info.type == OnnxJavaType.INT32) {
            int[] narrow = Arrays.stream(values).mapToInt(value -> (int) value).toArray();
            return OnnxTensor.createTensor(environment, IntBuffer.wrap(narrow), shape);
        }
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
    }

    private static long[] values(String name, Encoding encoding) {
        return switch (name) {
            case "input_ids" -> encoding.getIds();
            case "attention_mask" -> encoding.getAttentionMask();
            case "token_type_ids" -> encoding.getTypeIds();
            default ->
                throw CliException.usage("bench tasks: the bare loop knows input_ids, attention_mask and"
                        + " token_type_ids, found an input " + name);
        };
    }

    @Override
    public void close() throws OrtException {
        session.close();
        tokenizer.close();
    }
}
