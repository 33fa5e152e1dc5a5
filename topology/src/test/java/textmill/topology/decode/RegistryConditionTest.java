package textmill.topology.decode;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import textmill.topology.decode.RegistryCondition.Need;

class RegistryConditionTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(RegistryCondition.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final RegistryCondition condition = new RegistryCondition();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    @Test
    void shouldLogOnceThatTheRegistryIsAwayAndOnceThatItIsBack() {
        // When: a need fails, again and again, and is met, again and again
        condition.met(Need.READING);
        condition.unmet(Need.READING, "no route to it");
        condition.unmet(Need.READING, "no route to it");
        assertThat(condition.trouble()).contains("no route to it");
        condition.met(Need.READING);
        condition.met(Need.READING);

        // Then
        assertThat(condition.trouble()).isEmpty();
        assertThat(log.list)
                .extracting(event -> event.getLevel() + " " + event.getFormattedMessage())
                .satisfiesExactly(
                        away -> assertThat(away).startsWith("WARN ").contains("no route to it"),
                        back -> assertThat(back).startsWith("INFO The schema registry answers again"));
    }
}
