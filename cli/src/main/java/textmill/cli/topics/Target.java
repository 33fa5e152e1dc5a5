package textmill.cli.topics;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import textmill.topology.config.InputKeys;
import textmill.topology.config.PipelineConfig;

/**
 * Where texts go, and as what.
 *
 * @param topic that is written
 * @param format of its values
 * @param field of a value that holds the text, a dotted path where objects are nested; not of {@code string}
 */
record Target(String topic, ValueFormat format, String field) {
    private static final String FIELD = "text";

    /**
     * What the user said, and for the rest what the application reads.
     *
     * @param pipelines of the application; none if it is not known
     * @throws textmill.cli.console.CliException if it reads several topics and none was named
     */
    static Target of(@Nullable String topic, @Nullable ValueFormat format, List<PipelineConfig> pipelines) {
        List<String> read = pipelines.stream()
                .flatMap(pipeline -> pipeline.inputTopics().stream())
                .toList();
        String written = topic == null
                ? TopicNames.only("--topic", read, TopicNames.defaults().input())
                : topic;
        Optional<PipelineConfig> reader = pipelines.stream()
                .filter(pipeline -> pipeline.inputTopics().contains(written))
                .findFirst();
        ValueFormat usual = reader.map(pipeline -> format(pipeline)).orElse(ValueFormat.AVRO);
        return new Target(
                written,
                format == null ? usual : format,
                reader.map(pipeline -> pipeline.get(InputKeys.TEXT_FIELD)).orElse(FIELD));
    }

    private static ValueFormat format(PipelineConfig pipeline) {
        return ValueFormat.valueOf(pipeline.get(InputKeys.FORMAT).name().toUpperCase(Locale.ROOT));
    }

    /** Whether a record of Textmill's own schema would have the text where the application looks for it. */
    boolean takesEvents() {
        return field.equals(FIELD);
    }
}
