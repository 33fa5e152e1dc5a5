package textmill.benchmarks.reembed;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import textmill.benchmarks.kafka.Bed;

/**
 * What a reader of committed data finds in a job's topic.
 *
 * @param once texts of the past that are there once
 * @param missing those that are not
 * @param repeated results that are there a second time
 * @param foreign results of texts that are not of the past
 */
record NewResultCount(int once, int missing, int repeated, int foreign) {
    private static final Duration POLL = Duration.ofMillis(200);

    /** @param past number of the texts, which have the first numbers */
    static NewResultCount read(Bed bed, String topic, int past) {
        List<TopicPartition> partitions = IntStream.range(0, Bed.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bed.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest");
        int[] times = new int[past];
        int foreign = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> result : consumer.poll(POLL)) {
                    int number = ByteBuffer.wrap(result.key()).getInt();
                    if (number < past) {
                        times[number]++;
                    } else {
                        foreign++;
                    }
                }
            }
        }
        return of(times, foreign);
    }

    private static NewResultCount of(int[] times, int foreign) {
        int once = (int) IntStream.of(times).filter(number -> number == 1).count();
        int missing = (int) IntStream.of(times).filter(number -> number == 0).count();
        int repeated =
                IntStream.of(times).map(number -> Math.max(0, number - 1)).sum();
        return new NewResultCount(once, missing, repeated, foreign);
    }

    boolean isExact() {
        return missing == 0 && repeated == 0 && foreign == 0;
    }
}
