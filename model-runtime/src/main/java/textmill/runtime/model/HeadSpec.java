package textmill.runtime.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is read from a model's outputs. */
public sealed interface HeadSpec {

    /** Names of the outputs that the head reads. */
    List<String> outputs();

    /**
     * One vector per text.
     *
     * @param output {@code [batch, seq, hidden]}, or {@code [batch, hidden]} for {@link Pooling#IN_MODEL}
     * @param pooling how token vectors become one
     * @param normalise scale the vector to length 1
     */
    record Embedding(String output, Pooling pooling, boolean normalise) implements HeadSpec {
        @Override
        public List<String> outputs() {
            return List.of(output);
        }
    }

    /**
     * Probabilities over labels.
     *
     * @param logits {@code [batch, labels]}
     * @param outOfScope {@code [batch]} or {@code [batch, 1]}, probabilities, or null if the model has none
     * @param labels label names by class index
     * @param temperature logits are divided by it before the softmax
     * @param outOfScopeThreshold from which probability on a text counts as out of scope, or null if not set
     */
    record Classification(
            String logits,
            @Nullable String outOfScope,
            List<String> labels,
            float temperature,
            @Nullable Float outOfScopeThreshold)
            implements HeadSpec {
        @Override
        public List<String> outputs() {
            return outOfScope == null ? List.of(logits) : List.of(logits, outOfScope);
        }
    }

    /**
     * A probability per token: {@code sigmoid(logit / temperature + bias)}.
     *
     * @param logits {@code [batch, seq]} or {@code [batch, seq, 1]}
     * @param temperature calibration
     * @param bias calibration
     * @param flagThreshold a token is flagged if its probability is at least this
     */
    record ReplacedTokens(String logits, float temperature, float bias, float flagThreshold) implements HeadSpec {
        @Override
        public List<String> outputs() {
            return List.of(logits);
        }
    }
}
