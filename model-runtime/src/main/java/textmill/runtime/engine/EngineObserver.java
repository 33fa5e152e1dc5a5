package textmill.runtime.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sees what an engine does, for metrics and traces. Called on the engine's own threads, by many at once: must be short and
 * must not throw.
 */
public interface EngineObserver {
    /**
     * What batches are to remember of a text. Asked on the thread that submits it, within the call.
     *
     * @return given back in {@link Run#origins}; null for nothing
     */
    default @Nullable Object origin() {
        return null;
    }

    /** A text was tokenised for models that share a tokenizer. */
    default void tokenized(long nanos) {}

    /** A batch was run. Those that failed are not told. */
    default void ran(Run run) {}

    /**
     * One run of a model.
     *
     * @param model its name
     * @param device that it ran on
     * @param size of the batch
     * @param nanos how long the run took; it ended just now. Of layers that several models share each has an equal part
     * @param origins what {@link #origin} gave for the texts in it, each once; a text that was asked for several times has
     *     several
     */
    record Run(String model, String device, Size size, long nanos, List<Object> origins) {}

    /**
     * How large a batch was.
     *
     * @param rows texts, or parts of texts
     * @param tokens real tokens, special ones included
     * @param paddedTokens rows times the width that was computed
     */
    record Size(int rows, int tokens, int paddedTokens) {
        /** Share of the computed tokens that were padding, 0 to 1. */
        public double padding() {
            return paddedTokens == 0 ? 0 : 1 - (double) tokens / paddedTokens;
        }
    }

    /** An observer that is looked for no longer once it is closed. */
    interface Observation extends AutoCloseable {
        @Override
        void close();
    }
}
