package textmill.topology.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Reason;

class RegistryGateTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private volatile CountDownLatch hold = new CountDownLatch(0);
    private volatile boolean shared;
    private volatile boolean overflow;
    private final RegistryCondition condition = new RegistryCondition();
    private volatile boolean down;
    private volatile Decoded answer = new Decoded.Text("a", false);
    private final RegistryGate gate = new RegistryGate(this::decoder, condition);

    private TextDecoder decoder() {
        made.incrementAndGet();
        return new TextDecoder() {
            private final AtomicBoolean busy = new AtomicBoolean();

            @Override
            public Decoded decode(String topic, Headers headers, byte[] value) {
                if (!busy.compareAndSet(false, true)) {
                    shared = true;
                }
                try {
                    return RegistryGateTest.this.decode();
                } finally {
                    busy.set(false);
                }
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
    }

    private Decoded decode() {
        questions.incrementAndGet();
        if (overflow) {
            throw new StackOverflowError("a hostile schema");
        }
        try {
            hold.await();
        } catch (InterruptedException e) {
            throw new DisconnectException("interrupted");
        }
        if (down) {
            throw new DisconnectException("down");
        }
        return answer;
    }

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void shouldAskOnceForANewSchemaAndThenLetItsRecordsPass() {
        CompletableFuture<@Nullable Decoded> first = pass(value(1));

        assertThat(Objects.requireNonNull(first).join()).isNull();
        assertThat(pass(value(1))).isNull();
        assertThat(questions).hasValue(1);
        assertThat(pass(value(2))).isNotNull();
    }

    @Test
    void shouldWaitForTheRegistryAndSayWhy() {
        down = true;
        CompletableFuture<@Nullable Decoded> first = Objects.requireNonNull(pass(value(1)));
        assertThat(pass(value(1))).isSameAs(first);
        await().atMost(LIMIT).until(() -> questions.get() >= 3);
        assertThat(first).isNotDone();
        assertThat(condition.trouble()).contains("down");

        down = false;

        await().atMost(LIMIT).until(first::isDone);
        assertThat(condition.trouble()).isEmpty();
        assertThat(pass(value(1))).isNull();
    }

    @Test
    void shouldGiveTheVerdictOnAnUnknownSchemaAndAskAgainLater() {
        answer = new Decoded.Unreadable(Failure.of(Reason.UNKNOWN_SCHEMA, "no schema 1"));

        assertThat(Objects.requireNonNull(pass(value(1))).join()).isSameAs(answer);

        assertThat(pass(value(1))).isNotNull();
    }

    @Test
    void shouldLetValuesPassThatNameNoSchema() {
        assertThat(pass(new byte[0])).isNull();
        assertThat(pass(new byte[] {0, 0, 0, 1})).isNull();
        assertThat(pass(new byte[] {7, 0, 0, 0, 1, 2})).isNull();
        assertThat(questions).hasValue(0);
    }

    @Test
    void shouldAskAgainForASchemaThatWasForgotten() {
        Objects.requireNonNull(pass(value(1))).join();

        gate.close(new RecordHeaders(), value(1));

        assertThat(pass(value(1))).isNotNull();
    }

    @Test
    void shouldAskForManySchemasAtOnce() {
        // Given a registry that takes its time over unknown ids
        hold = new CountDownLatch(1);
        List<CompletableFuture<@Nullable Decoded>> unknown = new ArrayList<>();
        for (int id = 1; id <= 50; id++) {
            unknown.add(Objects.requireNonNull(pass(value(id))));
        }

        // Then a good one behind them is asked for while they wait
        CompletableFuture<@Nullable Decoded> good = Objects.requireNonNull(pass(value(51)));
        await().atMost(LIMIT).until(() -> questions.get() == 51);
        hold.countDown();
        assertThat(good.join()).isNull();
        unknown.forEach(CompletableFuture::join);
        assertThat(shared).isFalse();
        assertThat(made).hasValueBetween(2, 51);
    }

    @Test
    void shouldCloseEveryDecoder() {
        hold = new CountDownLatch(1);
        assertThat(pass(value(1))).isNotDone();
        assertThat(pass(value(2))).isNotDone();
        await().atMost(LIMIT).until(() -> questions.get() == 2);

        gate.close();

        await().atMost(LIMIT).untilAsserted(() -> assertThat(closed).hasValue(made.get()));
    }

    @Test
    void shouldNotLeaveARecordWaitingWhateverADecoderThrows() {
        overflow = true;

        assertThat(Objects.requireNonNull(pass(value(1))).join()).isNull();

        assertThat(pass(value(1))).isNull();
    }

    @Test
    void shouldKnowASchemaByItsHeader() {
        byte[] body = {7, 7};
        RecordHeaders named = new RecordHeaders();
        named.add("__value_schema_id", new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3});
        RecordHeaders nonsense = new RecordHeaders();
        nonsense.add("__value_schema_id", new byte[] {9});

        Objects.requireNonNull(gate.pass("in", named, body)).join();

        assertThat(gate.pass("in", named, body)).isNull();
        assertThat(gate.pass("in", nonsense, body)).isNull();
        gate.close(named, body);
        assertThat(gate.pass("in", named, body)).isNotNull();
    }

    private @Nullable CompletableFuture<@Nullable Decoded> pass(byte[] value) {
        return gate.pass("in", new RecordHeaders(), value);
    }

    private static byte[] value(int schemaId) {
        return new byte[] {0, 0, 0, 0, (byte) schemaId, 9};
    }
}
