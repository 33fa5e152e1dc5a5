package textmill.examples;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import textmill.runtime.engine.InferenceEngine;
import textmill.topology.TextmillTopology;
import textmill.topology.config.TextmillConfig;
import textmill.topology.delivery.Delivery;

/** Textmill's processor in a Kafka Streams application of one's own. */
public final class OwnTopology {
    private OwnTopology() {}

    /** Starts the application. Close it before the engine. */
    public static Running start(Map<String, String> settings, InferenceEngine engine) {
        TextmillConfig config = TextmillConfig.parse(settings);
        Delivery delivery = TextmillTopology.of(config).deliver(engine);

        Topology topology = new Topology();
        delivery.addTo(topology); // a source, a processor, and a sink for every task and for dead letters

        Properties properties = config.kafka(); // or your own
        // The delivery's clients commit no further than the oldest text in flight. Without them a crash loses texts.
        KafkaStreams streams = new KafkaStreams(topology, properties, delivery.clients());
        streams.start();
        return new Running(streams, delivery);
    }

    /** What is running. */
    public record Running(KafkaStreams streams, Delivery delivery) implements AutoCloseable {
        @Override
        public void close() {
            streams.close();
            delivery.close();
        }
    }
}
