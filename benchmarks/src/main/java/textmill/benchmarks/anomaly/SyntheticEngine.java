package textmill.benchmarks.anomaly;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import textmill.runtime.engine.EngineStatistics;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.embedding.EmbeddingType;
import textmill.runtime.task.replacedtokens.ReplacedTokens;
import textmill.runtime.task.replacedtokens.ReplacedTokensType;
import textmill.runtime.text.TextFlags;
import textmill.runtime.text.TextInput;

/** Answers at once, with vectors of 384 numbers and probabilities for each word, made from the text. */
final class SyntheticEngine implements InferenceEngine {
    private static final int DIMENSIONS = 384;
    private static final int VECTORS = 4096;
    private static final float THRESHOLD = 0.5f;

    private final float[][] vectors = new float[VECTORS][DIMENSIONS];
    private final AtomicLong texts = new AtomicLong();

    SyntheticEngine() {
        Random random = new Random(1);
        for (float[] vector : vectors) {
            for (int i = 0; i < DIMENSIONS; i++) {
                vector[i] = (float) random.nextGaussian();
            }
        }
    }

    @Override
    public List<Task> tasks() {
        return List.of(
                new Task("embeddings", EmbeddingType.INSTANCE, "synthetic", "1"),
                new Task("replaced-tokens", ReplacedTokensType.INSTANCE, "synthetic", "1"));
    }

    @Override
    public CompletionStage<Outcome> submit(TextInput input, List<Task> tasks, Duration maxWait) {
        texts.incrementAndGet();
        String text = input.text();
        int hash = text.hashCode() * 0x9E3779B1;
        return CompletableFuture.completedFuture(new Outcome.Success(
                List.of(new Embedding(vectors[hash >>> 20]), tokens(text, new Random(hash))),
                text.length() / 5,
                TextFlags.NONE));
    }

    private static ReplacedTokens tokens(String text, Random random) {
        String[] words = text.split(" ", -1);
        int[] starts = new int[words.length];
        int[] ends = new int[words.length];
        float[] probabilities = new float[words.length];
        int at = 0;
        for (int i = 0; i < words.length; i++) {
            starts[i] = at;
            ends[i] = at + words[i].length();
            at = ends[i] + 1;
            float chance = random.nextFloat();
            probabilities[i] = chance * chance * chance;
        }
        return new ReplacedTokens(Arrays.copyOf(words, words.length), starts, ends, probabilities, THRESHOLD);
    }

    @Override
    public EngineStatistics statistics() {
        EngineStatistics none = EngineStatistics.none();
        return new EngineStatistics(
                "synthetic", texts.get(), 0, 0, 0, 0, 0, 0, 0, 0, none.budgetTokens(), 0, 0, 0, 0, none.queued());
    }

    @Override
    public void close() {}
}
