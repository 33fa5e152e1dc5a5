package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import textmill.runtime.engine.ComputedText.Answer;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskResult;
import textmill.runtime.tokenize.Tokens;

/** Puts the answers of the models together to the outcome of one submitted text. */
final class Request {
    private final List<Part> parts = new ArrayList<>();

    /** One task of the request. */
    private record Part(Task task, int head, CompletableFuture<ComputedText> computed, Computed source) {}

    /** Where an answer comes from: decides whether its arrays may be handed out as they are. */
    interface Computed {
        /** Somebody else may have got the same object. */
        boolean shared();
    }

    void add(Task task, int head, CompletableFuture<ComputedText> computed, Computed source) {
        parts.add(new Part(task, head, computed, source));
    }

    /** Completes when every model is done. */
    CompletableFuture<Void> all() {
        return CompletableFuture.allOf(parts.stream().map(Part::computed).toArray(CompletableFuture<?>[]::new));
    }

    /** The outcome; only after {@link #all} has completed normally. */
    Outcome outcome() {
        List<TaskResult> results = new ArrayList<>(parts.size());
        int tokens = 0;
        boolean truncated = false;
        for (Part part : parts) {
            ComputedText computed = part.computed().join();
            tokens = Math.max(tokens, computed.tokens());
            truncated |= computed.flags().truncated();
            Answer answer = computed.answers().get(part.head());
            if (answer instanceof ComputedText.Refusal refusal) {
                String where = refusal.reason() == Outcome.Reason.TOKENIZE_FAILED
                        ? "tokenize"
                        : part.task().name();
                return new Outcome.Failure(refusal.reason(), where, refusal.message());
            }
            TaskResult value = ((ComputedText.Result) answer).value();
            results.add(part.source().shared() ? value.copy() : value);
        }
        Tokens.Flags flags = parts.get(0).computed().join().flags();
        return new Outcome.Success(List.copyOf(results), tokens, truncated, flags.empty(), flags.substituted());
    }
}
