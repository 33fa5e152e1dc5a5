package textmill.topology.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import textmill.topology.deadletter.DeadLetters;
import textmill.topology.deadletter.Origin;
import textmill.topology.decode.RegistryCondition;
import textmill.topology.topics.TopicFacts;

class ExitTest {
    private static final Duration USUAL = Duration.ofMillis(100);

    private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
    private final Outlets outlets = new Outlets(
            "",
            List.of(),
            new Outlets.DeadLetterOutlet(
                    "sink-dead",
                    "dead",
                    new DeadLetters(
                            "",
                            () -> TopicFacts.unknown(1_000),
                            new DeadLetters.Contents(true, false),
                            Clock.systemUTC())));
    private long now;
    private final CommitPace pace = new CommitPace(USUAL, USUAL.multipliedBy(4), () -> now);
    private final Exit exit = new Exit(
            new Forwarder(outlets, new KeepPartition(Map.of("in", 1)), new RegistryCondition(), Clock.systemUTC()),
            outlets,
            pace,
            context);

    @Test
    void shouldAskForACommitOnceItIsTime() {
        // Given
        exit.forward(inFlight(), new Ending.Skip());

        // When
        boolean settledEarly = exit.commitIfDue(true);
        boolean askedEarly = context.committed();
        now += USUAL.toNanos();
        boolean settled = exit.commitIfDue(true);

        // Then
        assertThat(settledEarly).isFalse();
        assertThat(askedEarly).isFalse();
        assertThat(settled).as("Kafka Streams commits later").isFalse();
        assertThat(context.committed()).isTrue();
    }

    @Test
    void shouldAskForNothingThatIsCommittedAlready() {
        // Given
        exit.forward(inFlight(), new Ending.Skip());
        now += USUAL.toNanos();

        // When Kafka Streams commits by itself
        pace.committed();

        // Then
        assertThat(exit.commitIfDue(true)).isTrue();
        assertThat(context.committed()).isFalse();
    }

    private static InFlight inFlight() {
        return new InFlight(new Record<>("k".getBytes(UTF_8), "v".getBytes(UTF_8), 0), new Origin("in", 0, 0));
    }
}
