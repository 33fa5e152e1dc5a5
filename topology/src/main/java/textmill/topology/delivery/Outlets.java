package textmill.topology.delivery;

import java.util.List;
import textmill.runtime.task.Task;
import textmill.topology.deadletter.DeadLetters;

/**
 * All places to which an ending can lead.
 *
 * @param pipeline name for the headers of results; empty if it has none
 * @param results one per task, in the order of the request; not empty
 * @param deadLetters where dead letters go
 */
public record Outlets(String pipeline, List<Outlet> results, DeadLetterOutlet deadLetters) {

    /** Copies the list. */
    public Outlets {
        results = List.copyOf(results);
    }

    /**
     * Where dead letters go.
     *
     * @param sink name of the sink node
     * @param topic name of their topic
     * @param letters makes them
     */
    public record DeadLetterOutlet(String sink, String topic, DeadLetters letters) {}

    List<Task> tasks() {
        return results.stream().map(Outlet::task).toList();
    }
}
