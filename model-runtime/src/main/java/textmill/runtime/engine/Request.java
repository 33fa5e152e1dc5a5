package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import textmill.runtime.engine.ComputedText.Answer;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskResult;
import textmill.runtime.text.TextFlags;

/** Puts the answers of the models together to the outcome of one submitted text. */
final class Request {
    private final List<Part> parts = new ArrayList<>();

    /** One task of the request; a copy if another one gets the same answer. */
    private record Part(Task task, int head, Computation computation, boolean copy) {
        boolean isAnsweredBy(int otherHead, Computation other) {
            return head == otherHead && computation == other;
        }
    }

    void add(Task task, int head, Computation computation) {
        boolean again = parts.stream().anyMatch(part -> part.isAnsweredBy(head, computation));
        parts.add(new Part(task, head, computation, again));
    }

    /** Completes when every model is done. */
    CompletableFuture<Void> all() {
        return CompletableFuture.allOf(
                parts.stream().map(part -> part.computation().result).toArray(CompletableFuture<?>[]::new));
    }

    /** The outcome; only after {@link #all} has completed normally. */
    Outcome outcome() {
        List<TaskResult> results = new ArrayList<>(parts.size());
        int tokens = 0;
        TextFlags flags = TextFlags.NONE;
        for (Part part : parts) {
            ComputedText computed = part.computation().result.join();
            tokens = Math.max(tokens, computed.tokens());
            flags = flags.or(computed.flags());
            Answer answer = computed.answers().get(part.head());
            if (answer instanceof ComputedText.Refusal refusal) {
                String where = refusal.reason() == Outcome.Reason.TOKENIZE_FAILED
                        ? "tokenize"
                        : part.task().name();
                return new Outcome.Failure(refusal.reason(), where, refusal.message());
            }
            TaskResult value = ((ComputedText.Result) answer).value();
            results.add(part.computation().shared || part.copy() ? value.copy() : value);
        }
        return new Outcome.Success(List.copyOf(results), tokens, flags);
    }
}
