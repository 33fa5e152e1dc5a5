package textmill.topology.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the test driver cannot do: close and initialise the same processor again, look at its punctuators. */
class ProcessorLifecycleTest {
    private final Bench bench = new Bench();
    private final Processor<byte[], byte[], byte[], byte[]> processor =
            bench.delivery.pipelines().get(0).newProcessor();
    private MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void shouldDropEverythingOnCloseAndStartAfreshOnInit() {
        // Given
        processor.init(context);
        process("a", 0);
        process("b", 1);
        assertThat(limit()).isZero();

        // When
        processor.close();

        // Then
        assertThat(context.forwarded()).isEmpty();
        assertThat(limit()).isEqualTo(OldestInFlight.NONE);
        assertThat(bench.counters().returned()).isEqualTo(2);

        // When the same object is used again and an answer of its former life arrives
        context = new MockProcessorContext<>();
        processor.init(context);
        process("a", 0);
        bench.engine.requests().get(0).complete();
        process("c", 1);

        // Then only the new request counts
        assertThat(context.forwarded()).isEmpty();
        assertThat(limit()).isZero();
        bench.engine.requests().get(2).complete();
        punctuate();
        assertThat(context.forwarded()).hasSize(3);
        assertThat(limit()).isEqualTo(1);
    }

    @Test
    void shouldRunAPunctuatorOnlyWhileSomethingIsInFlightOrToBeCommitted() {
        processor.init(context);
        assertThat(context.scheduledPunctuators()).isEmpty();

        process("a", 0);
        assertThat(context.scheduledPunctuators()).hasSize(1);
        bench.engine.request("a").complete();
        punctuate();
        assertThat(context.scheduledPunctuators().get(0).cancelled()).isFalse();
        bench.delivery.pace().committed();
        punctuate();
        assertThat(context.scheduledPunctuators().get(0).cancelled()).isTrue();

        process("?bad", 1);
        assertThat(context.scheduledPunctuators()).hasSize(2);
        bench.delivery.pace().committed();
        punctuate();
        assertThat(context.scheduledPunctuators().get(1).cancelled()).isTrue();

        process("b", 2);
        assertThat(context.scheduledPunctuators()).hasSize(3);
        processor.close();
        assertThat(context.scheduledPunctuators().get(2).cancelled()).isTrue();
    }

    @Test
    void shouldKeepPartitionsApart() {
        processor.init(context);
        process("a", 5);
        context.setRecordMetadata(Bench.INPUT, 1, 90);
        processor.process(record("other"));

        bench.engine.request("other").complete();
        punctuate();

        assertThat(context.forwarded()).hasSize(3);
        assertThat(limit()).isEqualTo(5);
        assertThat(bench.delivery.oldest().limit(new TopicPartition(Bench.INPUT, 1)))
                .isEqualTo(OldestInFlight.NONE);
    }

    @Test
    void shouldRefuseRecordsThatComeFromNoInputRecord() {
        processor.init(context);
        context.setRecordMetadata(Bench.INPUT, -1, -1);

        assertThatThrownBy(() -> processor.process(record("a"))).hasMessageContaining("must follow a source node");
    }

    private void process(String text, long offset) {
        context.setRecordMetadata(Bench.INPUT, 0, offset);
        processor.process(record(text));
    }

    private static Record<byte[], byte[]> record(String text) {
        return new Record<>(text.getBytes(UTF_8), text.getBytes(UTF_8), Bench.NOW.toEpochMilli());
    }

    private void punctuate() {
        for (CapturedPunctuator punctuator : context.scheduledPunctuators()) {
            if (!punctuator.cancelled()) {
                punctuator.getPunctuator().punctuate(0);
            }
        }
    }

    private long limit() {
        return bench.limit();
    }
}
