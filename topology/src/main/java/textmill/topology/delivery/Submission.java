package textmill.topology.delivery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.errors.StreamsException;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextFlags;
import textmill.runtime.text.TextInput;
import textmill.runtime.text.TextPrefix;
import textmill.topology.decode.Decoded;

/** Hands texts to the engine. */
final class Submission {
    /** A pipeline that redacts by rules alone asks no engine. */
    private static final CompletableFuture<Outcome> NOTHING_TO_COMPUTE =
            CompletableFuture.completedFuture(new Outcome.Success(List.of(), 0, TextFlags.NONE));

    private final InferenceEngine engine;
    private final List<Task> tasks;
    private final boolean keeps;
    private final Limits limits;
    private final Counters counters;

    /** @param outlets whose tasks are asked for; and if somebody follows records, texts are kept for them */
    Submission(InferenceEngine engine, Outlets outlets, Limits limits, Counters counters) {
        this.engine = engine;
        this.tasks = outlets.tasks();
        this.keeps = outlets.following().isPresent();
        this.limits = limits;
        this.counters = counters;
    }

    void submit(InFlight inFlight, Decoded.Text text, Duration longestWait) {
        if (tasks.isEmpty()) {
            inFlight.flag(new TextFlags(false, false, text.substituted()));
            inFlight.submitted(NOTHING_TO_COMPUTE, System.nanoTime());
            counters.submitted();
            return;
        }
        int longest = limits.settings().maxTextCharacters();
        String seen = TextPrefix.of(text.text(), longest);
        String second = text.pair();
        String pair = second == null ? null : TextPrefix.of(second, longest);
        if (keeps) {
            inFlight.keep(
                    new Decoded.Text(seen, pair, text.prompt(), text.promptsByTask(), text.key(), text.substituted()));
        }
        boolean cut = seen.length() < text.text().length()
                || (second != null && pair != null && pair.length() < second.length());
        long began = System.nanoTime();
        try {
            TextInput input = new TextInput(seen, pair, text.prompt(), text.promptsByTask());
            inFlight.trace().during(() -> {
                CompletableFuture<Outcome> request =
                        engine.submit(input, tasks, longestWait).toCompletableFuture();
                long now = System.nanoTime();
                limits.spend(now - began);
                inFlight.flag(new TextFlags(cut, false, text.substituted()));
                inFlight.submitted(request, now);
                counters.submitted();
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StreamsException("interrupted while " + inFlight.origin + " waited for room in the window", e);
        }
    }
}
