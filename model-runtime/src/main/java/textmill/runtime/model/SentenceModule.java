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

    /**
     * Logits of a masked language model to weights of the vocabulary.
     *
     * @param sum the weights of a text's tokens are added up, and not the largest taken
     * @param twice the logarithm is taken of the logarithm
     */
    record Splade(boolean sum, boolean twice) implements SentenceModule {
        @Override
        public String text() {
            return "SPLADE, " + (sum ? "sum" : "largest") + " of log(1 + " + (twice ? "log(1 + relu))" : "relu)");
        }
    }

    /**
     * A module that is applied to the vector of each token, before any pooling.
     *
     * @param module that takes a vector and gives one
     */
    record EachToken(SentenceModule module) implements SentenceModule {
        @Override
        public String text() {
            return module.text() + " of each token";
        }
    }

    /**
     * Which tokens count in late interaction.
     *
     * @param skipped tokens of a document that do not, as the tokenizer writes them; those that it does not have mean nothing
     * @param only ids of the only tokens of a document that do; none for all
     * @param skippedInQueries tokens of a query that do not
     */
    record TokenMask(List<String> skipped, List<Integer> only, List<String> skippedInQueries)
            implements SentenceModule {
        /** Copies the lists. */
        public TokenMask {
            skipped = List.copyOf(skipped);
            only = List.copyOf(only);
            skippedInQueries = List.copyOf(skippedInQueries);
        }

        /** Every token counts. */
        public static TokenMask none() {
            return new TokenMask(List.of(), List.of(), List.of());
        }

        @Override
        public String text() {
            String without = skipped.isEmpty() ? "all tokens" : "tokens without " + String.join(" ", skipped);
            return only.isEmpty() ? without : without + ", of the ids " + only;
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
