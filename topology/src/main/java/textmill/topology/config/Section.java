package textmill.topology.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * A part of the configuration, and of its reference.
 *
 * @param title heading
 * @param perPipeline whether a pipeline can have values of its own
 * @param keys in the order of the reference
 */
public record Section(String title, boolean perPipeline, List<Key<?>> keys) {

    /** Copies the list. */
    public Section {
        keys = List.copyOf(keys);
    }

    /** Every section, in the order of the reference; those of tasks have their keys behind {@code task.NAME.}. */
    public static List<Section> all() {
        return List.of(
                KafkaKeys.SECTION,
                RegistryKeys.SECTION,
                PipelineKeys.SECTION,
                InputKeys.SECTION,
                RedactionKeys.SECTION,
                AnomalyKeys.SECTION,
                DeadLetterKeys.SECTION,
                EngineKeys.SECTION,
                GpuKeys.SECTION,
                OpenVinoKeys.SECTION,
                DeliveryKeys.SECTION,
                OperationKeys.SECTION,
                EndpointKeys.SECTION,
                ConsoleKeys.SECTION,
                ProviderKeys.SECTION);
    }

    static List<Key<?>> keysOfTheProcess() {
        return keys(all().stream().filter(section -> !section.perPipeline));
    }

    static List<Key<?>> keysOfAPipeline() {
        return keys(all().stream().filter(Section::perPipeline));
    }

    private static List<Key<?>> keys(Stream<Section> sections) {
        return sections.<Key<?>>flatMap(section -> section.keys.stream()).toList();
    }
}
