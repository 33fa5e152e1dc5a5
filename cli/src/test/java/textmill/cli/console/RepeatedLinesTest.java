package textmill.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepeatedLinesTest {
    private static final String REFUSED = "Received unknown topic ID error in fetch for partition {}";

    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger fetcher = context.getLogger("org.apache.kafka.clients.consumer.internals.FetchCollector");
    private long now;

    @BeforeEach
    void listen() {
        RepeatedLines filter = new RepeatedLines(() -> now);
        filter.start();
        context.addTurboFilter(filter);
        log.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(log);
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    }

    @Test
    void shouldCountWhatAClientSaysAgainAndAgain() {
        // When
        for (int i = 0; i < 2_000; i++) {
            fetcher.warn(REFUSED, "in-" + i % 2);
        }
        now = Duration.ofSeconds(11).toNanos();
        fetcher.warn(REFUSED, "in-0");

        // Then
        assertThat(log.list).hasSize(7);
        assertThat(log.list.get(5).getFormattedMessage())
                .isEqualTo("1995 more lines of " + fetcher.getName() + " like the next one were left out");
        assertThat(log.list.get(6).getFormattedMessage()).endsWith("for partition in-0");
    }

    @Test
    void shouldLeaveOtherLinesAlone() {
        Logger ours = context.getLogger("textmill.topology.health.Findings");
        for (int i = 0; i < 20; i++) {
            fetcher.warn("Line number " + i);
            ours.warn("Not ready: {}", i);
            fetcher.info("Not said at this level: {}", i);
        }

        assertThat(log.list).hasSize(40);
    }
}
