package textmill.topology.delivery;

import java.util.List;
import textmill.runtime.task.Task;
import textmill.topology.deadletter.DeadLetters;

/**
 * All places to which an ending can lead.
 *
 * @param results one per task, in the order of the request; not empty
 * @param deadLetterSink name of the sink node for dead letters
 * @param deadLetterTopic name of their topic
 * @param deadLetters makes dead letters
 */
public record Outlets(List<Outlet> results, String deadLetterSink, String deadLetterTopic, DeadLetters deadLetters) {

    /** Copies the list. */
    public Outlets {
        results = List.copyOf(results);
    }

    List<Task> tasks() {
        return results.stream().map(Outlet::task).toList();
    }
}
