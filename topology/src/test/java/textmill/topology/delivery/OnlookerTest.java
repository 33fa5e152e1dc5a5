package textmill.topology.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import textmill.runtime.engine.Outcome;
import textmill.topology.anomaly.Verdict;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Origin;

class OnlookerTest {
    private final Bench bench = new Bench();
    private final List<String> seen = new ArrayList<>();

    @BeforeEach
    void lookOn() {
        bench.delivery.pipelines().get(0).showTo(new Onlooker() {
            @Override
            public void computed(
                    Record<byte[], byte[]> record, Origin origin, Outcome.Success text, @Nullable Verdict verdict) {
                seen.add(new String(record.value(), UTF_8) + " at " + origin.offset() + ": "
                        + text.results().size());
            }

            @Override
            public void failed(Record<byte[], byte[]> record, Origin origin, Failure failure) {
                seen.add(new String(record.value(), UTF_8) + " at " + origin.offset() + ": "
                        + failure.reason().code());
            }
        });
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void shouldBeToldOfResultsAndDeadLettersInTheirOrder() {
        bench.pipe("a");
        bench.pipe("?b");
        bench.pipe("null");
        assertThat(seen).as("before anything was forwarded").isEmpty();

        bench.engine.request("a").complete();
        bench.round();

        assertThat(seen).containsExactly("a at 0: 3", "?b at 1: corrupt");
    }

    @Test
    void shouldNotBeToldOfWhatIsNotForwarded() {
        bench.registryDown = true;
        bench.pipe("a");
        bench.engine.request("a").complete();
        bench.round();
        assertThat(seen).isEmpty();

        bench.registryDown = false;
        bench.round();
        assertThat(seen).containsExactly("a at 0: 3");
    }

    @Test
    void shouldBeToldOfNothingOnceNobodyLooksOn() {
        bench.delivery.pipelines().get(0).showTo(Onlooker.NONE);

        bench.pipe("a");
        bench.engine.request("a").complete();
        bench.round();

        assertThat(bench.keys("embeddings")).containsExactly("a");
        assertThat(seen).isEmpty();
    }
}
