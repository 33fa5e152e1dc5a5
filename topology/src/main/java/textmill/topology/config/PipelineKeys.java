package textmill.topology.config;

import java.util.List;

/** To which application a pipeline belongs. */
public final class PipelineKeys {
    private PipelineKeys() {}

    /** The Kafka Streams application. */
    public static final Key<String> APPLICATION_ID = Key.of(
            "application.id",
            Rule.name(),
            "textmill",
            "Name of the consumer group and prefix of transactional ids; instances with the same id share the work. Pipelines with the same id are one Kafka Streams application; a pipeline with an id of its own has its own consumers, transactions and threads.");

    static final Section SECTION = new Section("Application", true, List.of(APPLICATION_ID));
}
