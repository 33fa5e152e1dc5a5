package textmill.topology.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import textmill.runtime.task.Task;
import textmill.topology.deadletter.DeadLetters;

/**
 * All places to which an ending can lead.
 *
 * @param pipeline name for the headers of results; empty if it has none
 * @param results one per task, in the order of the request
 * @param further where computed records go besides, or may go
 * @param following what is made of records in the order of their forwarding, if anything is
 * @param deadLetters where dead letters go
 */
public record Outlets(
        String pipeline,
        List<Outlet> results,
        List<Output> further,
        Optional<Following> following,
        DeadLetterOutlet deadLetters) {

    /** Copies the lists. */
    public Outlets {
        results = List.copyOf(results);
        further = List.copyOf(further);
    }

    /** Results alone. */
    public Outlets(String pipeline, List<Outlet> results, DeadLetterOutlet deadLetters) {
        this(pipeline, results, List.of(), Optional.empty(), deadLetters);
    }

    /** All that a record's results decide on alone, in the order in which they are forwarded. */
    List<Output> outputs() {
        List<Output> outputs = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            outputs.add(results.get(i).output(i));
        }
        outputs.addAll(further);
        return outputs;
    }

    /** Where tombstones go. */
    List<Output> passingTombstones() {
        List<Output> outputs = outputs();
        following.ifPresent(follow -> outputs.add(follow.everyText()));
        return outputs;
    }

    /** Every sink but that of dead letters. */
    List<Output> sinks() {
        List<Output> outputs = passingTombstones();
        following.ifPresent(follow -> outputs.addAll(follow.occasional()));
        return outputs;
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
