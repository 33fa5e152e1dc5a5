package textmill.runtime.engine;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import textmill.runtime.tokenize.Tokens;

/** One text on its way through one model, for one or several requests. */
final class Computation {
    final LoadedModel model;
    final String text;
    final CompletableFuture<ComputedText> result = new CompletableFuture<>();

    /** Written inside the in-flight map's atomic update, read after the entry has left the map. */
    boolean shared;

    /** Order of arrival at the device's queue and when, set under the queue's lock. */
    long arrival;

    long queuedNanos;

    private @Nullable Tokens tokens;

    Computation(LoadedModel model, String text) {
        this.model = model;
        this.text = text;
    }

    void tokenized(Tokens value) {
        tokens = value;
    }

    Tokens tokens() {
        Tokens value = tokens;
        if (value == null) {
            throw new IllegalStateException("not yet tokenised");
        }
        return value;
    }
}
