package textmill.peers;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;
import textmill.benchmarks.contender.Batches;
import textmill.benchmarks.contender.Contender;
import textmill.benchmarks.contender.ContenderSettings;
import textmill.benchmarks.contender.TimedRun;

/**
 * ONNX Runtime without a library around it: tokenise, batch, run, pool. With {@code padded.tokens} all texts are sorted
 * by their tokens and cut into batches of that budget, which nobody can do who does not have all texts beforehand; else
 * batches of {@code batch} texts in arrival order. {@code callers} threads run one session, each run with {@code intra}
 * threads.
 */
public final class OnnxRuntime implements Contender {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final HuggingFaceTokenizer tokenizer;
    private final OrtSession session;
    private final ContenderSettings settings;

    private OnnxRuntime(ContenderSettings settings) throws Exception {
        this.settings = settings;
        this.tokenizer = HuggingFaceTokenizer.newInstance(
                settings.path("tokenizer"),
                Map.of("padding", "false", "truncation", "true", "maxLength", settings.text("max-tokens")));
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            int intra = settings.number("intra", 0);
            if (intra > 0) {
                options.setIntraOpNumThreads(intra);
            }
            this.session = environment.createSession(settings.text("model"), options);
        }
    }

    /** See {@link TimedRun}. */
    public static void main(String[] arguments) throws Exception {
        TimedRun.main(arguments, OnnxRuntime::new);
    }

    @Override
    public float[][] embed(List<String> texts) throws Exception {
        List<long[]> tokens =
                texts.stream().map(tokenizer::encode).map(Encoding::getIds).toList();
        int budget = settings.number("padded.tokens", 0);
        List<int[]> batches = budget > 0
                ? Batches.ofPaddedTokens(tokens, budget, ids -> ids.length)
                : Batches.ofRows(tokens, settings.number("batch", 32), settings.flag("sort"), ids -> ids.length);
        return Batches.run(tokens, batches, settings.number("callers", 1), this::run);
    }

    private float[][] run(List<long[]> batch) throws OrtException {
        int longest = batch.stream().mapToInt(ids -> ids.length).max().orElseThrow();
        LongBuffer ids = LongBuffer.allocate(batch.size() * longest);
        LongBuffer mask = LongBuffer.allocate(batch.size() * longest);
        LongBuffer types = LongBuffer.allocate(batch.size() * longest);
        for (int row = 0; row < batch.size(); row++) {
            long[] text = batch.get(row);
            for (int at = 0; at < text.length; at++) {
                ids.put(row * longest + at, text[at]);
                mask.put(row * longest + at, 1);
            }
        }
        long[] shape = {batch.size(), longest};
        try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, ids, shape);
                OnnxTensor maskTensor = OnnxTensor.createTensor(environment, mask, shape);
                OnnxTensor typeTensor = OnnxTensor.createTensor(environment, types, shape);
                OrtSession.Result result = session.run(
                        Map.of("input_ids", idTensor, "attention_mask", maskTensor, "token_type_ids", typeTensor))) {
            FloatBuffer hidden = ((OnnxTensor) result.get(0)).getFloatBuffer();
            int dimension = hidden.remaining() / (batch.size() * longest);
            float[][] vectors = new float[batch.size()][];
            for (int row = 0; row < vectors.length; row++) {
                vectors[row] = pool(hidden, row * longest * dimension, batch.get(row).length, dimension);
            }
            return vectors;
        }
    }

    private static float[] pool(FloatBuffer hidden, int from, int tokens, int dimension) {
        float[] token = new float[dimension];
        float[] vector = new float[dimension];
        for (int at = 0; at < tokens; at++) {
            hidden.get(from + at * dimension, token);
            for (int i = 0; i < dimension; i++) {
                vector[i] += token[i];
            }
        }
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) (vector[i] / Math.sqrt(squares));
        }
        return vector;
    }
}
