package textmill.topology.delivery;

import java.util.Map;
import textmill.topology.decode.InputFormat;
import textmill.topology.tracing.Tracing;

/**
 * What a pipeline is made of.
 *
 * @param name stands before the names of its nodes and in its records; empty if it is the only one and needs none
 * @param inputs partitions by input topic, 0 if not known; not empty
 * @param format how texts are found in records; closed with the delivery
 * @param outlets where endings go
 * @param settings windows and waits
 * @param tracing follows records
 */
public record PipelineSetup(
        String name,
        Map<String, Integer> inputs,
        InputFormat format,
        Outlets outlets,
        DeliverySettings settings,
        Tracing tracing) {

    /** Copies the map. */
    public PipelineSetup {
        inputs = Map.copyOf(inputs);
    }

    /** Without anybody following records. */
    public PipelineSetup(
            String name, Map<String, Integer> inputs, InputFormat format, Outlets outlets, DeliverySettings settings) {
        this(name, inputs, format, outlets, settings, Tracing.OFF);
    }

    /** The name of a node. */
    String node(String plain) {
        return name.isEmpty() ? plain : name + "-" + plain;
    }
}
