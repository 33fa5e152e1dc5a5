package textmill.runtime.model;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A step from a text's token vectors to its embedding, as {@code modules.json} of the sentence-transformers library lists
 * them behind the transformer. Their text is part of the model's fingerprint.
 */
public sealed interface SentenceModule {
    /** For people. */
    String text();

    /**
     * Token vectors to one vector; several modes are concatenated.
     *
     * @param modes at least one
     * @param includePrompt the prompt's tokens count too
     */
    record Pooling(List<PoolingMode> modes, boolean includePrompt) implements SentenceModule {
        /** Copies the list. */
        public Pooling {
            modes = List.copyOf(modes);
        }

        @Override
        public String text() {
            return "pooling "
                    + modes.stream().map(PoolingMode::text).collect(Collectors.joining(" + "))
                    + (includePrompt ? "" : " without the prompt");
        }
    }

    /**
     * A linear layer and a function.
     *
     * @param in numbers that enter
     * @param weight {@code [out, in]}
     * @param bias {@code [out]} or null for none
     * @param activation of each number
     */
    record Dense(int in, Weights weight, @Nullable Weights bias, Activation activation) implements SentenceModule {
        /** Numbers that leave. */
        public int out() {
            return weight.size() / in;
        }

        @Override
        public String text() {
            return "dense " + in + " to " + out() + ", " + activation;
        }
    }

    /**
     * Layer normalisation (Ba et al., 2016).
     *
     * @param weight a factor for each number
     * @param bias added to each number
     */
    record LayerNorm(Weights weight, Weights bias) implements SentenceModule {
        @Override
        public String text() {
            return "layer norm";
        }
    }

    /** Scaled to length 1. */
    record Normalize() implements SentenceModule {
        @Override
        public String text() {
            return "normalise";
        }
    }

    /**
     * Only the first numbers stay.
     *
     * @param dimensions how many
     */
    record Cut(int dimensions) implements SentenceModule {
        @Override
        public String text() {
            return "cut to " + dimensions;
        }
    }
}
