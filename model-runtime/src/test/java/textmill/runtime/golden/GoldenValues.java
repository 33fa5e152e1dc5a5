package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.fillmask.FilledMasks;
import textmill.runtime.task.regression.Regression;
import textmill.runtime.task.replacedtokens.ReplacedTokens;
import textmill.runtime.task.sparse.SparseVector;
import textmill.runtime.task.tokenvectors.TokenVectors;

/**
 * What the reference implementation made of a text, held beside a result.
 *
 * @param what names the text in messages
 * @param line of {@code golden.jsonl}
 * @param tolerance of a value
 */
record GoldenValues(String what, JsonNode line, float tolerance) {
    /** Fails if the result is another one. */
    void check(TaskResult result) {
        if (result instanceof Embedding embedding) {
            assertClose(embedding.vector(), floats(line.path("embedding")));
        } else if (result instanceof Classification classification) {
            check(classification);
        } else if (result instanceof ReplacedTokens replaced) {
            float[] all = floats(line.path("probabilities"));
            assertClose(replaced.probabilities(), Arrays.copyOfRange(all, 1, all.length - 1));
        } else if (result instanceof Regression regression) {
            float[] one = {(float) line.path("value").asDouble()};
            assertClose(regression.values(), line.has("values") ? floats(line.path("values")) : one);
        } else if (result instanceof SparseVector sparse) {
            assertThat(Arrays.stream(sparse.indices()).boxed().toList())
                    .as(what)
                    .isEqualTo(numbers(line.path("sparse").path("indices")));
            assertClose(sparse.values(), floats(line.path("sparse").path("values")));
        } else if (result instanceof TokenVectors vectors) {
            check(vectors);
        } else if (result instanceof FilledMasks masks) {
            check(masks);
        } else {
            throw new AssertionError("no expectation of " + result.getClass().getSimpleName());
        }
    }

    private void check(Classification classification) {
        List<String> names = classification.labels().names();
        for (JsonNode label : line.path("labels")) {
            int index = names.indexOf(label.path("label").asText());
            assertThat(index).as("%s: label %s", what, label).isNotNegative();
            assertThat(classification.probabilities()[index])
                    .as("%s: %s", what, label)
                    .isCloseTo((float) label.path("score").asDouble(), within(tolerance));
        }
        assertThat(names).as(what).hasSize(line.path("labels").size());
    }

    private void check(TokenVectors vectors) {
        List<Integer> kept = numbers(line.path("kept"));
        assertThat(vectors.size()).as(what).isEqualTo(kept.size());
        List<Float> all = new ArrayList<>();
        line.path("vectors").forEach(vector -> vector.forEach(number -> all.add((float) number.asDouble())));
        assertClose(vectors.vectors(), floats(all));
        for (int i = 0; i < kept.size() && line.has("offsets"); i++) {
            assertThat(List.of(vectors.starts()[i], vectors.ends()[i]))
                    .as("%s, token %d", what, kept.get(i))
                    .isEqualTo(numbers(line.path("offsets").path(kept.get(i))));
        }
    }

    private void check(FilledMasks masks) {
        List<String> places = new ArrayList<>();
        List<Float> scores = new ArrayList<>();
        for (JsonNode mask : line.path("masks")) {
            for (JsonNode candidate : mask.path("candidates")) {
                places.add(mask.path("start") + "-" + mask.path("end") + " " + candidate.path("id") + " '"
                        + candidate.path("token").asText() + "'");
                scores.add((float) candidate.path("score").asDouble());
            }
        }
        List<String> found = new ArrayList<>();
        List<Float> probabilities = new ArrayList<>();
        masks.masks().forEach(mask -> mask.candidates().forEach(candidate -> {
            found.add(mask.start() + "-" + mask.end() + " " + candidate.id() + " '" + candidate.token() + "'");
            probabilities.add(candidate.score());
        }));
        assertThat(found).as(what).isEqualTo(places);
        assertClose(floats(probabilities), floats(scores));
        checkPerplexity(masks.perplexity());
    }

    private void checkPerplexity(FilledMasks.@Nullable Perplexity perplexity) {
        if (!line.has("perplexity")) {
            assertThat(perplexity).as(what).isNull();
        } else if (line.path("perplexity").isNull()) {
            assertThat(perplexity).as(what).isEqualTo(new FilledMasks.Perplexity(Double.NaN, 0));
        } else {
            double expected = line.path("perplexity").asDouble();
            double value = Objects.requireNonNull(perplexity, what).value();
            assertThat(value).as(what).isCloseTo(expected, within(tolerance * Math.max(1, expected)));
        }
    }

    private void assertClose(float[] actual, float[] expected) {
        assertThat(actual).as(what).usingComparatorWithPrecision(tolerance).containsExactly(expected);
    }

    /** A JSON array of whole numbers. */
    static List<Integer> numbers(JsonNode array) {
        List<Integer> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(number.asInt()));
        return numbers;
    }

    private static float[] floats(JsonNode array) {
        List<Float> values = new ArrayList<>();
        array.forEach(value -> values.add((float) value.asDouble()));
        return floats(values);
    }

    private static float[] floats(List<Float> list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i);
        }
        return values;
    }
}
