package textmill.benchmarks.kafka;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import textmill.cli.model.ModelNames;
import textmill.runtime.engine.EngineStatistics;
import textmill.topology.TextmillApp;
import textmill.topology.config.TextmillConfig;

/** Textmill itself: what {@code run} starts, with its default settings. */
public final class TopologyPipeline implements Pipeline {
    /** Its {@code application.id}. */
    public static final String APPLICATION = "bench";

    private final TextmillApp app;

    private TopologyPipeline(TextmillApp app) {
        this.app = app;
    }

    /** Starts it over the bed's topics, on the CPU. */
    public static TopologyPipeline start(Bed bed, List<BenchTask> tasks, String guarantee) {
        return start(bed, tasks, guarantee, Map.of("device", "cpu"));
    }

    /**
     * Starts it over the bed's topics.
     *
     * @param settings what differs from the usual, by key of the configuration
     */
    public static TopologyPipeline start(
            Bed bed, List<BenchTask> tasks, String guarantee, Map<String, String> settings) {
        return new TopologyPipeline(TextmillApp.start(
                TextmillConfig.parse(configuration(bed, tasks, guarantee, settings)), ModelNames::resolve));
    }

    /** Its configuration, for whoever works with the same one. */
    public static Map<String, String> configuration(
            Bed bed, List<BenchTask> tasks, String guarantee, Map<String, String> settings) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("bootstrap.servers", bed.bootstrapServers());
        config.put("schema.registry.url", bed.registryUrl());
        config.put("application.id", APPLICATION);
        config.put("processing.guarantee", guarantee);
        config.put("input.topic", Bed.INPUT);
        config.put("http.port", "0");
        config.put("kafka.auto.offset.reset", "earliest");
        for (BenchTask task : tasks) {
            config.put("task." + task.taskName() + ".model", task.model());
            config.put("task." + task.taskName() + ".topic", task.topic());
        }
        config.putAll(settings);
        return config;
    }

    @Override
    public EngineStatistics statistics() {
        return app.statistics();
    }

    /** All metrics as Prometheus is answered. */
    public String scrape() {
        return app.metrics().scrape();
    }

    @Override
    public void close() {
        app.close();
    }
}
