package textmill.runtime.engine.start;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.engine.LoadedModel;
import textmill.runtime.model.ModelInputs;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.ModelOutputs.Tensor;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.task.Row;
import textmill.runtime.tokenize.Tokens;

/**
 * Keeps a model that computes with fewer bits only if a dozen texts come out of it as they do with 32: the cosine between
 * what both give for a text, over all its tokens, is to be above 0.9995.
 */
final class PrecisionChoice {
    private static final Logger LOG = LoggerFactory.getLogger(PrecisionChoice.class);
    private static final double LEAST_COSINE = 0.9995;

    /** Of one word and of a hundred, questions and notices, names, numbers, a language that few models know. */
    private static final List<String> TEXTS = List.of(
            "Yes.",
            "which shots do i need before a trip to canada",
            "The invoice of 14 March over 1,299.00 EUR was paid twice.",
            "ERROR 503: upstream timed out after 30000 ms (attempt 3 of 5)",
            "I have never been so disappointed; the box was empty, and nobody answers the phone.",
            "Ada Lovelace wrote the first program for a machine that was never built.",
            "Der Zug nach Hamburg hat heute eine halbe Stunde Verspätung.",
            "please move forty dollars from checking to savings and tell me what is left",
            "To be, or not to be, that is the question.",
            "The patient was given 5 mg of the drug daily for 6 weeks, without any change of the blood pressure.",
            "A quick note to say that the meeting on Thursday is moved to Friday at ten, in the small room on the second"
                    + " floor, since the large one is being painted; bring the figures of the last quarter, please, and"
                    + " whatever else you want to show.",
            ("The river rises in the hills north of the town, turns a dozen mills on its way, and is crossed by five"
                            + " bridges, the oldest of them of stone. ")
                    .repeat(5));

    private final LoadedModel.Source source;
    private final Set<String> outputs;
    private final BatchLayout layout;

    /**
     * A choice for one model.
     *
     * @param outputs what is read of it
     */
    PrecisionChoice(LoadedModel.Source source, Collection<String> outputs) {
        this.source = source;
        this.outputs = Set.copyOf(outputs);
        BatchLayout usual = BatchLayout.of(source.spec());
        boolean free = source.spec().onnx().inputs().rows() == ModelInputs.FREE;
        // Some graphs lose a dimension when there is one row.
        this.layout = free ? usual.withLeastRows(2) : usual;
    }

    /** The runner, or the exact one in its place; the other one is closed. */
    ModelRunner settle(ModelRunner runner) {
        ModelRunner exact = runner.exact();
        if (exact == null) {
            return runner;
        }
        double cosine = smallestCosine(runner, exact);
        boolean close = isClose(cosine);
        LOG.info(
                "Model {} with {}: the smallest cosine to 32 bits is {}, so it computes with {}",
                source.spec().name(),
                runner.runtime(),
                String.format(Locale.ROOT, "%.6f", cosine),
                (close ? runner : exact).runtime());
        (close ? exact : runner).close();
        return close ? runner : exact;
    }

    /** True if fewer bits may do that. */
    static boolean isClose(double cosine) {
        return cosine > LEAST_COSINE;
    }

    /**
     * True if rounding may do that to this model. In one that was quantised a last digit moves steps of int8: what its figures
     * allow for the worst text, it may do too.
     */
    static boolean isClose(double cosine, ModelSpec spec) {
        return cosine > spec.quality().leastCosine(LEAST_COSINE);
    }

    /** NaN if it cannot be told. */
    private double smallestCosine(ModelRunner runner, ModelRunner exact) {
        double smallest = 1;
        try {
            for (String text : TEXTS) {
                Tokens tokens = source.tokenizer()
                        .tokenize(text, true)
                        .cut(source.spec().tokenizer().maxTokens());
                smallest = Math.min(smallest, cosine(values(runner, text, tokens), values(exact, text, tokens)));
            }
            return smallest;
        } catch (RunFailedException e) {
            // What is wrong with the model shows in the probe.
            LOG.debug("A run to compare precisions failed: {}", e.getMessage());
            return Double.NaN;
        }
    }

    private float[] values(ModelRunner runner, String text, Tokens tokens) throws RunFailedException {
        PaddedBatch batch = new PaddedBatch();
        batch.fill(List.of(tokens), layout);
        ModelOutputs computed = runner.run(batch, outputs);
        Row row = new Row(computed, 0, batch.offset(tokens), tokens, text);
        List<float[]> parts = new ArrayList<>();
        for (String output : outputs) {
            Tensor tensor = row.output(output);
            boolean byToken = tensor.shape().length > 1 && tensor.shape()[1] == batch.longest();
            int from = byToken ? row.from(tensor, 0) : row.from(tensor);
            int count = byToken ? tensor.stride() / batch.longest() * tokens.length() : tensor.stride();
            parts.add(java.util.Arrays.copyOfRange(tensor.values(), from, from + count));
        }
        return joined(parts);
    }

    private static float[] joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int end = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, end, part.length);
            end += part.length;
        }
        return all;
    }

    /** NaN if there is a number that is none; 1 if both are zero. */
    static double cosine(float[] a, float[] b) {
        double product = 0;
        double squaresOfA = 0;
        double squaresOfB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            squaresOfA += (double) a[i] * a[i];
            squaresOfB += (double) b[i] * b[i];
        }
        return squaresOfA == 0 && squaresOfB == 0 ? 1 : product / Math.sqrt(squaresOfA * squaresOfB);
    }
}
