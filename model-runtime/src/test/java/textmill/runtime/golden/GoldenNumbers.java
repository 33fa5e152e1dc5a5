package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.fillmask.FilledMasks;
import textmill.runtime.task.regression.Regression;
import textmill.runtime.task.replacedtokens.ReplacedTokens;
import textmill.runtime.task.sparse.SparseVector;
import textmill.runtime.task.tokenclassification.Entities;
import textmill.runtime.task.tokenvectors.TokenVectors;
import textmill.runtime.task.zeroshot.ZeroShot;

/** All that is in a result as numbers, to compare the results of one text with each other. */
final class GoldenNumbers {
    private static final int LARGEST_VOCABULARY = 1_000;

    private GoldenNumbers() {}

    /** Those of the only result of a text, which must have one. */
    static float[] of(CompletionStage<Outcome> stage) throws Exception {
        Outcome outcome = stage.toCompletableFuture().get();
        assertThat(outcome).isInstanceOf(Outcome.Success.class);
        return of(((Outcome.Success) outcome).results().get(0), 0);
    }

    /** Those of a result, places as they are from {@code start} on. */
    static float[] of(TaskResult result, int start) {
        if (result instanceof Embedding embedding) {
            return embedding.vector();
        } else if (result instanceof Classification classification) {
            return classification.probabilities();
        } else if (result instanceof Regression regression) {
            return regression.values();
        } else if (result instanceof ZeroShot zeroShot) {
            return zeroShot.scores();
        } else if (result instanceof TokenVectors vectors) {
            return vectors.vectors();
        } else if (result instanceof SparseVector sparse) {
            return dense(sparse);
        } else if (result instanceof ReplacedTokens tokens) {
            return tokens(tokens, start);
        } else if (result instanceof FilledMasks masks) {
            return floats(masks.masks().stream()
                    .flatMap(mask -> mask.candidates().stream())
                    .map(FilledMasks.Candidate::score));
        }
        return floats(((Entities) result)
                .entities().stream()
                        .flatMap(found ->
                                Stream.of((float) found.start() - start, (float) found.end() - start, found.score())));
    }

    /** A weight near zero may be there or not. */
    private static float[] dense(SparseVector sparse) {
        float[] dense = new float[LARGEST_VOCABULARY];
        for (int i = 0; i < sparse.indices().length; i++) {
            dense[sparse.indices()[i]] = sparse.values()[i];
        }
        return dense;
    }

    private static float[] tokens(ReplacedTokens tokens, int start) {
        int count = tokens.tokens().length;
        float[] numbers = new float[3 * count];
        for (int i = 0; i < count; i++) {
            numbers[3 * i] = tokens.starts()[i] - start;
            numbers[3 * i + 1] = tokens.ends()[i] - start;
            numbers[3 * i + 2] = tokens.probabilities()[i];
        }
        return numbers;
    }

    private static float[] floats(Stream<Float> numbers) {
        Float[] all = numbers.toArray(Float[]::new);
        float[] floats = new float[all.length];
        for (int i = 0; i < all.length; i++) {
            floats[i] = all[i];
        }
        return floats;
    }
}
