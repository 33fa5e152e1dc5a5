package textmill.topology.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.schema.serde.BadRecordReason;
import textmill.topology.topics.RecordSize;
import textmill.topology.topics.TopicFacts;

class DeadLettersTest {
    private static final long NOW = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
    private static final Origin ORIGIN = new Origin("texts", 3, 42);
    private static final Failure FAILURE =
            new Failure(Reason.BAD_MAGIC, "first byte is 7", new IllegalStateException("inner"));

    @Test
    void shouldKeepTheRecordAndSayWhatHappened() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("own", "1".getBytes(UTF_8));

        Record<byte[], byte[]> letter = letters(10_000, false).of(record("key", "value", headers, 7), ORIGIN, FAILURE);

        assertThat(letter.key()).asString(UTF_8).isEqualTo("key");
        assertThat(letter.value()).asString(UTF_8).isEqualTo("value");
        assertThat(header(letter, ErrorHeaders.TIMESTAMP)).isEqualTo("7");
        assertThat(header(letter, "own")).isEqualTo("1");
        assertThat(header(letter, ErrorHeaders.TOPIC)).isEqualTo("texts");
        assertThat(header(letter, ErrorHeaders.PARTITION)).isEqualTo("3");
        assertThat(header(letter, ErrorHeaders.OFFSET)).isEqualTo("42");
        assertThat(header(letter, ErrorHeaders.REASON)).isEqualTo("bad-magic");
        assertThat(header(letter, ErrorHeaders.MESSAGE)).isEqualTo("first byte is 7");
        assertThat(header(letter, ErrorHeaders.EXCEPTION)).isEqualTo("java.lang.IllegalStateException");
        assertThat(header(letter, ErrorHeaders.STACKTRACE)).isNull();
        assertThat(header(letter, ErrorHeaders.CUT)).isNull();
    }

    @Test
    void shouldAddTheStackTraceOnlyIfConfigured() {
        Record<byte[], byte[]> letter =
                letters(100_000, true).of(record("key", "value", new RecordHeaders(), 7), ORIGIN, FAILURE);

        assertThat(header(letter, ErrorHeaders.STACKTRACE)).contains("inner", "DeadLettersTest");
    }

    @ParameterizedTest
    @ValueSource(ints = {700, 800, 1_000, 5_000, 20_000})
    void shouldCutADeadLetterToWhatItsTopicTakes(int largest) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("large", new byte[4_000]);
        Record<byte[], byte[]> large = new Record<>(new byte[3_000], new byte[50_000], 7, headers);

        Record<byte[], byte[]> letter = letters(largest, false).of(large, ORIGIN, FAILURE);

        assertThat(RecordSize.of(letter.key(), letter.value(), letter.headers()))
                .isLessThanOrEqualTo(largest);
        assertThat(header(letter, ErrorHeaders.CUT)).isEqualTo("value=50000,key=3000,headers=1");
        assertThat(header(letter, ErrorHeaders.REASON)).isEqualTo("bad-magic");
    }

    @Test
    void shouldGiveUpTheStackTraceBeforeTheReason() {
        Record<byte[], byte[]> letter =
                letters(1_000, true).of(record("key", "value", new RecordHeaders(), 7), ORIGIN, FAILURE);

        assertThat(RecordSize.of(letter.key(), letter.value(), letter.headers()))
                .isLessThanOrEqualTo(1_000);
        assertThat(header(letter, ErrorHeaders.STACKTRACE)).isNull();
        assertThat(header(letter, ErrorHeaders.REASON)).isEqualTo("bad-magic");
    }

    @Test
    void shouldCutTheValueBeforeAnythingElse() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("own", "1".getBytes(UTF_8));

        Record<byte[], byte[]> letter =
                letters(1_000, false).of(record("key", "v".repeat(2_000), headers, 7), ORIGIN, FAILURE);

        assertThat(letter.key()).asString(UTF_8).isEqualTo("key");
        assertThat(header(letter, "own")).isEqualTo("1");
        assertThat(letter.value()).hasSizeBetween(1, 999);
        assertThat(RecordSize.of(letter.key(), letter.value(), letter.headers()))
                .isEqualTo(1_000);
    }

    @Test
    void shouldHaveItsOwnTimeSoThatRetentionCountsFromThere() {
        for (long time : new long[] {0, NOW - 1, NOW + 5_000}) {
            Record<byte[], byte[]> letter =
                    letters(10_000, false).of(record("key", "value", new RecordHeaders(), time), ORIGIN, FAILURE);

            assertThat(letter.timestamp()).isEqualTo(NOW);
            assertThat(header(letter, ErrorHeaders.TIMESTAMP)).isEqualTo(Long.toString(time));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveBackTheHeadersOfARecordThatHadSuchHeadersItself(boolean stacktrace) {
        // Given: it was a dead letter of somebody before, and has a header without a value
        RecordHeaders headers = new RecordHeaders();
        headers.add(ErrorHeaders.MESSAGE, "of another application".getBytes(UTF_8));
        headers.add(ErrorHeaders.TIMESTAMP, "1".getBytes(UTF_8));
        headers.add(ErrorHeaders.CUT, "value=1,key=1,headers=0".getBytes(UTF_8));
        headers.add("own", null);

        // When
        Record<byte[], byte[]> letter =
                letters(100_000, stacktrace).of(record("key", "value", headers, 7), ORIGIN, FAILURE);

        // Then
        assertThat(OriginalHeaders.of(letter.headers())).isEqualTo(headers);
        assertThat(header(letter, ErrorHeaders.TIMESTAMP)).isEqualTo("7");
    }

    @Test
    void shouldGiveBackTheHeadersWhereSomebodyHasAddedOthersSince() {
        // Given
        RecordHeaders headers = new RecordHeaders();
        headers.add(ErrorHeaders.MESSAGE, "of another application".getBytes(UTF_8));
        Record<byte[], byte[]> letter = letters(100_000, false).of(record("key", "value", headers, 7), ORIGIN, FAILURE);

        // When
        letter.headers().add("mirrored", new byte[] {1});

        // Then
        assertThat(OriginalHeaders.of(letter.headers()))
                .isEqualTo(new RecordHeaders(headers).add("mirrored", new byte[] {1}));
    }

    @ParameterizedTest
    @EnumSource
    void shouldKnowEveryReasonOfTheSerdes(BadRecordReason reason) {
        assertThat(Reason.valueOf(reason.name()).code()).isEqualTo(reason.code());
    }

    private static DeadLetters letters(int largest, boolean stacktrace) {
        return new DeadLetters(
                "", () -> TopicFacts.unknown(largest), new DeadLetters.Contents(true, stacktrace), CLOCK);
    }

    private static Record<byte[], byte[]> record(String key, String value, RecordHeaders headers, long timestamp) {
        return new Record<>(key.getBytes(UTF_8), value.getBytes(UTF_8), timestamp, headers);
    }

    private static @Nullable String header(Record<byte[], byte[]> record, String name) {
        return record.headers().lastHeader(name) == null
                ? null
                : new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
