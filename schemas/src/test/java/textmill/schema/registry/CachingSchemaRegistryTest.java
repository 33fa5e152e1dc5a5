package textmill.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class CachingSchemaRegistryTest {
    private static final Schema STRING = Schema.create(Schema.Type.STRING);

    private final AtomicLong nanos = new AtomicLong(-5);
    private final Counting source = new Counting();
    private final SchemaRegistry registry = new CachingSchemaRegistry(
            source,
            new RegistryClientConfig.Caching(10, 2, Duration.ofSeconds(10), Duration.ofSeconds(60)),
            nanos::get);

    @Test
    void shouldBelieveForATimeOnlyThatAnIdIsUnknown() {
        source.missing = true;
        assertThatThrownBy(() -> registry.byId(1)).isInstanceOf(RegistryRefusedException.class);
        advance(Duration.ofSeconds(10).minusMillis(1));
        assertThatThrownBy(() -> registry.byId(1)).isInstanceOf(RegistryRefusedException.class);
        assertThat(source.asked).isEqualTo(1);

        source.missing = false;
        advance(Duration.ofMillis(1));

        assertThat(registry.byId(1)).isEqualTo(STRING);
    }

    @Test
    void shouldRememberABoundedNumberOfUnknownIds() {
        source.missing = true;
        for (int round = 0; round < 2; round++) {
            for (int id = 1; id <= 10; id++) {
                int wanted = id;
                assertThatThrownBy(() -> registry.byId(wanted)).isInstanceOf(RegistryRefusedException.class);
            }
        }

        // Two of the ten are remembered, whichever they are.
        assertThat(source.asked).isBetween(18, 20);
    }

    @Test
    void shouldRememberThatASchemaIsUnreadable() {
        source.unreadable = true;
        assertThatThrownBy(() -> registry.byId(1)).isInstanceOf(UnreadableSchemaException.class);

        assertThatThrownBy(() -> registry.byId(1))
                .isInstanceOfSatisfying(UnreadableSchemaException.class, e -> assertThat(e.type())
                        .isEqualTo("PROTOBUF"))
                .hasMessage("a message");

        assertThat(source.asked).isEqualTo(1);
    }

    @Test
    void shouldNotMakeNeighboursWaitForAnAnswer() throws Exception {
        // Given a question that hangs, for each of many ids: some of them share whatever a cache locks
        source.gate = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(64);
        try {
            List<Future<Schema>> answers = new ArrayList<>();
            for (int id = 0; id < 64; id++) {
                int wanted = id;
                answers.add(threads.submit(() -> registry.byId(wanted)));
            }

            // Then all of them are asked at once
            await().atMost(Duration.ofSeconds(60)).until(() -> source.waiting.get() == 64);
            source.gate.countDown();
            for (Future<Schema> answer : answers) {
                assertThat(answer.get()).isEqualTo(STRING);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shouldTellNumbersFromGuids() {
        UUID guid = new UUID(0, 1);
        registry.byGuid(guid);
        registry.byGuid(guid);
        registry.byId(1);

        assertThat(source.asked).isEqualTo(2);
    }

    @Test
    void shouldAskAgainForTheLatestVersionAfterAWhile() {
        registry.latest("s");
        registry.latest("s");
        assertThat(source.asked).isEqualTo(1);

        advance(Duration.ofSeconds(60));
        registry.latest("s");

        assertThat(source.asked).isEqualTo(2);
    }

    @Test
    void shouldKeepIdsForEver() {
        registry.byId(1);
        advance(Duration.ofDays(10_000));
        registry.byId(1);

        assertThat(source.asked).isEqualTo(1);
    }

    private void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    private static final class Counting implements SchemaRegistry {
        private final AtomicInteger waiting = new AtomicInteger();
        private CountDownLatch gate = new CountDownLatch(0);
        private int asked;
        private boolean missing;
        private boolean unreadable;

        @Override
        public int register(String subject, Schema schema) {
            return ++asked;
        }

        @Override
        public int idOf(String subject, Schema schema) {
            return ++asked;
        }

        @Override
        public Schema byId(int id) {
            asked++;
            waiting.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (missing) {
                throw new RegistryRefusedException("no", 404, 40403);
            }
            if (unreadable) {
                throw new UnreadableSchemaException("a message", "PROTOBUF", null);
            }
            return STRING;
        }

        @Override
        public Schema byGuid(UUID guid) {
            return byId(-1);
        }

        @Override
        public RegisteredSchema latest(String subject) {
            return new RegisteredSchema(subject, 1, ++asked, STRING);
        }
    }
}
