package textmill.topology.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.junit.jupiter.api.Test;

class DeliveryTest {

    /** Lets the test see what a topology does not tell. */
    private static final class Opened extends Topology {
        TimestampExtractor extractor() {
            Properties settings = new Properties();
            settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "any");
            settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
            return internalTopologyBuilder
                    .rewriteTopology(new StreamsConfig(settings))
                    .buildTopology()
                    .source(Bench.INPUT)
                    .timestampExtractor();
        }
    }

    /** Kafka Streams' own extractor ends the thread at the first record without a timestamp. */
    @Test
    void shouldBringTheSourceThatTakesRecordsWithoutATimestamp() {
        try (Bench bench = new Bench()) {
            Opened topology = new Opened();

            bench.delivery.addTo(topology);

            assertThat(topology.extractor()).isInstanceOf(NoTimestamp.class);
        }
    }
}
