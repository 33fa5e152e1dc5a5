package textmill.examples;

import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import textmill.models.BundledModels;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.TaskSpec;
import textmill.topology.TextmillTopology;
import textmill.topology.config.TextmillConfig;
import textmill.topology.delivery.Delivery;

/** Textmill inside somebody's own Kafka Streams application. */
final class OwnTopologyExample {
    private OwnTopologyExample() {}

    // README: processor supplier
    static void embed(String brokers, String registry, Runnable waitForTheEnd) {
        TextmillConfig config = TextmillConfig.parse(Map.of(
                "bootstrap.servers", brokers,
                "schema.registry.url", registry,
                "application.id", "headlines",
                "input.topic", "headlines",
                "input.format", "string",
                "task.embeddings.model", "all-minilm-l6-v2"));
        ModelSpec model = ModelSpec.read(BundledModels.resolve("all-minilm-l6-v2"));
        try (InferenceEngine engine =
                        EngineLoader.open(EngineConfig.defaults(), List.of(TaskSpec.of("embeddings", model)));
                Delivery textmill = TextmillTopology.of(config).deliver(engine)) {
            Topology topology = new Topology();
            textmill.addTo(topology); // a source, a processor, and a sink for every task and for dead letters
            // The clients commit no further than the oldest text in flight: without them a crash loses texts.
            try (KafkaStreams streams = new KafkaStreams(topology, config.kafka(), textmill.clients())) {
                streams.start();
                waitForTheEnd.run();
            }
        }
    }
    // README: end
}
