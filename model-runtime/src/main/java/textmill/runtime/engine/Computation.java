package textmill.runtime.engine;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import textmill.runtime.tokenize.Tokens;

/** One text on its way through one model, for one or several requests; complete from the start if the cache knows it. */
final class Computation {
    final LoadedModel model;
    final String text;
    final CompletableFuture<ComputedText> result = new CompletableFuture<>();

    /**
     * More than one request gets the result. Written inside the in-flight map's atomic update, read after the entry has left
     * the map.
     */
    boolean shared;

    /** When it began to wait for a device, set under the queue's lock. */
    long queuedNanos;

    private @Nullable Tokens tokens;

    Computation(LoadedModel model, String text) {
        this.model = model;
        this.text = text;
    }

    /** One that is done: the cache keeps the result for others. */
    static Computation known(LoadedModel model, String text, ComputedText result) {
        Computation known = new Computation(model, text);
        known.shared = true;
        known.result.complete(result);
        return known;
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
