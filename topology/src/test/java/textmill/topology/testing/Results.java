package textmill.topology.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import textmill.events.TextEmbedding;
import textmill.schema.serde.SerdeClass;

/**
 * The oracle: what a topic of embeddings must hold if every text of the input was computed exactly once and in order. Texts
 * are their own keys.
 */
public final class Results {
    private final Deserializer<Object> deserializer;

    /** Reads with the registry of a cluster. */
    public Results(Cluster cluster) {
        Map<String, Object> settings = new HashMap<>(cluster.registryClient());
        settings.put("specific.avro.reader", "true");
        deserializer = SerdeClass.deserializer(null, settings, false);
    }

    /** An output record's value. */
    public TextEmbedding embedding(ConsumerRecord<byte[], byte[]> record) {
        return (TextEmbedding) deserializer.deserialize(record.topic(), record.value());
    }

    /** Fails unless there is one result for each of {@code count} texts, equal to the stub's, in order per partition. */
    public void assertExactAndInOrder(List<ConsumerRecord<byte[], byte[]>> records, int count) {
        Map<Integer, Long> lastOffsets = new HashMap<>();
        List<String> keys = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String text = new String(record.key(), UTF_8);
            TextEmbedding embedding = embedding(record);
            assertThat(embedding.getEmbedding()).isEqualTo(list(StubResults.vector(text)));
            Long last = lastOffsets.put(embedding.getSourcePartition(), embedding.getSourceOffset());
            assertThat(last == null || last < embedding.getSourceOffset())
                    .as("offset %s after %s", embedding.getSourceOffset(), last)
                    .isTrue();
            keys.add(text);
        }
        assertThat(keys).doesNotHaveDuplicates().hasSize(count);
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }
}
