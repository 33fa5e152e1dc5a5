package textmill.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

class SharedSerdeTest {
    private static final int THREADS = 8;

    @Test
    void shouldServeManyThreadsAtOnce() throws Exception {
        // Given one serde, as Kafka Streams shares one between its threads
        TextmillAvroSerde serde = new TextmillAvroSerde(new InMemoryRegistry());
        serde.configure(Map.of(SerdeKeys.SPECIFIC_READER, true), false);
        List<SpecificRecordBase> samples = SampleRecords.all().toList();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);

        // When every thread writes and reads every record, again and again
        List<Future<?>> runs = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            runs.add(threads.submit(() -> {
                for (int round = 0; round < 300; round++) {
                    SpecificRecordBase sample = samples.get(round % samples.size());
                    byte[] bytes = serde.serializer().serialize("texts", sample);
                    assertThat(serde.deserializer().deserialize("texts", bytes)).isEqualTo(sample);
                }
            }));
        }

        // Then none sees another's bytes
        for (Future<?> run : runs) {
            run.get();
        }
        threads.shutdown();
    }
}
