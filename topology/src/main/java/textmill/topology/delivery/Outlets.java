package textmill.topology.delivery;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import textmill.runtime.task.Task;
import textmill.topology.deadletter.DeadLetters;

/**
 * All places to which an ending can lead.
 *
 * @param pipeline name for the headers of results; empty if it has none
 * @param results one per task, in the order of the request
 * @param further where computed records go besides, or may go
 * @param deadLetters where dead letters go
 */
public record Outlets(String pipeline, List<Outlet> results, List<Output> further, DeadLetterOutlet deadLetters) {

    /** Copies the lists. */
    public Outlets {
        results = List.copyOf(results);
        further = List.copyOf(further);
    }

    /** Results alone. */
    public Outlets(String pipeline, List<Outlet> results, DeadLetterOutlet deadLetters) {
        this(pipeline, results, List.of(), deadLetters);
    }

    /** All but dead letters, in the order in which they are forwarded. */
    public List<Output> outputs() {
        return Stream.concat(
                        IntStream.range(0, results.size())
                                .mapToObj(index -> results.get(index).output(index)),
                        further.stream())
                .toList();
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
