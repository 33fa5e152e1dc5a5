package textmill.topology.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.classification.LabelSet;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.text.TextFlags;
import textmill.topology.deadletter.ErrorHeaders;
import textmill.topology.testing.StubResults;
import textmill.topology.topics.RecordSize;
import textmill.topology.topics.TopicFacts;

/** What a topic would refuse is found before anything of the record is forwarded. */
class OutputLimitsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private @Nullable Bench opened;

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private Bench bench(TopicFacts facts) {
        opened = new Bench(Bench.settings(LONG), facts);
        return opened;
    }

    @Test
    void shouldMakeADeadLetterWithTheSizeOfAResultThatIsTooLarge() {
        // Given a topic that takes the classification but not the longer name of the replaced tokens
        long largest = RecordSize.of("a".getBytes(UTF_8), "Classification@0".getBytes(UTF_8), new RecordHeaders());
        Bench bench = bench(new TopicFacts(1, (int) largest - 1, false, Long.MAX_VALUE, Long.MAX_VALUE));
        bench.pipe("a");

        // When
        bench.engine.request("a").complete();
        bench.round();

        // Then
        assertNoOutputs(bench);
        TestRecord<byte[], byte[]> letter = bench.out(Bench.DEAD).get(0);
        assertThat(Bench.header(letter, ErrorHeaders.REASON)).isEqualTo("output-too-large");
        assertThat(Bench.header(letter, ErrorHeaders.MESSAGE))
                .contains(largest + " bytes", "classification", String.valueOf(largest - 1));
    }

    @Test
    void shouldForwardAResultThatJustFits() {
        long largest = RecordSize.of("a".getBytes(UTF_8), "Classification@0".getBytes(UTF_8), new RecordHeaders());
        Bench bench = bench(new TopicFacts(1, (int) largest, false, Long.MAX_VALUE, Long.MAX_VALUE));
        bench.pipe("a");

        bench.engine.request("a").complete();
        bench.round();

        assertThat(bench.keys("classifications")).containsExactly("a");
    }

    @Test
    void shouldRefuseARecordWithoutAKeyIfAnOutputIsCompacted() {
        Bench bench = bench(new TopicFacts(1, 10_000, true, Long.MAX_VALUE, Long.MAX_VALUE));
        bench.input.pipeInput(new TestRecord<>(null, "a".getBytes(UTF_8), Bench.NOW));
        bench.input.pipeInput(new TestRecord<>(null, null, Bench.NOW));

        bench.engine.request("a").complete();
        bench.round();

        assertNoOutputs(bench);
        assertThat(bench.out(Bench.DEAD)).hasSize(2).allSatisfy(letter -> assertThat(
                        Bench.header(letter, ErrorHeaders.REASON))
                .isEqualTo("key-missing"));
    }

    @Test
    void shouldRefuseATimestampThatAnOutputDoesNotTake() {
        Bench bench = bench(new TopicFacts(1, 10_000, false, Long.MAX_VALUE, 1_000));
        Instant ahead = Bench.NOW.plusSeconds(2);
        bench.input.pipeInput(new TestRecord<>("k".getBytes(UTF_8), "a".getBytes(UTF_8), ahead));

        bench.engine.request("a").complete();
        bench.round();

        assertNoOutputs(bench);
        TestRecord<byte[], byte[]> letter = bench.out(Bench.DEAD).get(0);
        assertThat(Bench.header(letter, ErrorHeaders.REASON)).isEqualTo("timestamp-out-of-range");
        assertThat(letter.timestamp()).isEqualTo(Bench.NOW.toEpochMilli());
        assertThat(Bench.header(letter, ErrorHeaders.TIMESTAMP)).isEqualTo(String.valueOf(ahead.toEpochMilli()));
    }

    @Test
    void shouldWarnOnceOfResultsThatRetentionWillRemoveSoon() {
        Logger log = (Logger) LoggerFactory.getLogger(Forwarder.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try {
            Bench bench = bench(new TopicFacts(1, 10_000, false, Long.MAX_VALUE, Long.MAX_VALUE, 3_600_000));
            for (int hours : new int[] {1, 2, 3}) {
                Instant then = Bench.NOW.minus(Duration.ofHours(hours));
                String text = "a" + hours;
                bench.input.pipeInput(new TestRecord<>("k".getBytes(UTF_8), text.getBytes(UTF_8), then));
                bench.engine.request(text).complete();
                bench.round();
            }
        } finally {
            log.detachAppender(lines);
        }

        assertThat(lines.list)
                .filteredOn(line -> line.getFormattedMessage().contains("topic classifications"))
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage()).contains("2 hours ago", "for 1 hours"));
    }

    @Test
    void shouldMakeADeadLetterOfAResultThatCannotBeSerialised() {
        Bench bench = bench(TopicFacts.unknown(10_000));
        bench.pipe("a");
        List<TaskResult> results = List.of(
                new Embedding(StubResults.vector("a")),
                new Classification(new LabelSet(List.of()), new float[0], null),
                new Embedding(StubResults.vector("a")));

        bench.engine.request("a").future().complete(new Outcome.Success(results, 3, TextFlags.NONE));
        bench.round();

        assertNoOutputs(bench);
        TestRecord<byte[], byte[]> letter = bench.out(Bench.DEAD).get(0);
        assertThat(Bench.header(letter, ErrorHeaders.REASON)).isEqualTo("unwritable");
        assertThat(Bench.header(letter, ErrorHeaders.EXCEPTION)).endsWith("SerializationException");
    }

    @Test
    void shouldMakeADeadLetterOfARecordWithoutATimestamp() {
        Bench bench = bench(TopicFacts.unknown(10_000));
        RecordHeaders headers = new RecordHeaders();
        headers.add(NoTimestamp.HEADER, new byte[0]);
        headers.add("own", new byte[] {1});
        bench.input.pipeInput(new TestRecord<>("k".getBytes(UTF_8), "a".getBytes(UTF_8), headers, 5L));

        assertNoOutputs(bench);
        TestRecord<byte[], byte[]> letter = bench.out(Bench.DEAD).get(0);
        assertThat(Bench.header(letter, ErrorHeaders.REASON)).isEqualTo("timestamp-missing");
        assertThat(Bench.header(letter, ErrorHeaders.TIMESTAMP)).isEqualTo("-1");
        assertThat(letter.headers().lastHeader(NoTimestamp.HEADER)).isNull();
        assertThat(letter.headers().lastHeader("own")).isNotNull();
    }

    private static void assertNoOutputs(Bench bench) {
        assertThat(bench.keys("embeddings")).isEmpty();
        assertThat(bench.keys("classifications")).isEmpty();
        assertThat(bench.keys("replaced-tokens")).isEmpty();
    }
}
