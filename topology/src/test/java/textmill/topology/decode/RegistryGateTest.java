package textmill.topology.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
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
    private final AtomicInteger questions = new AtomicInteger();
    private final RegistryCondition condition = new RegistryCondition();
    private volatile boolean down;
    private volatile Decoded answer = new Decoded.Text("a", false);
    private final RegistryGate gate = new RegistryGate(this::decode, condition);

    private Decoded decode(String topic, Headers headers, byte[] value) {
        questions.incrementAndGet();
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
        await().until(() -> questions.get() >= 3);
        assertThat(first).isNotDone();
        assertThat(condition.trouble()).contains("down");

        down = false;

        await().until(first::isDone);
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

        gate.close(value(1));

        assertThat(pass(value(1))).isNotNull();
    }

    private @Nullable CompletableFuture<@Nullable Decoded> pass(byte[] value) {
        return gate.pass("in", new RecordHeaders(), value);
    }

    private static byte[] value(int schemaId) {
        return new byte[] {0, 0, 0, 0, (byte) schemaId, 9};
    }
}
