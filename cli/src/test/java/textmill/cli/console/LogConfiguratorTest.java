package textmill.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

class LogConfiguratorTest {

    @Test
    void shouldWriteAnObjectALineForPrograms() throws Exception {
        // Given
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> stderr = (ConsoleAppender<ILoggingEvent>) root.getAppender("stderr");
        Encoder<ILoggingEvent> before = stderr.getEncoder();
        try {
            LogConfigurator.writeJson();
            LoggingEvent event = new LoggingEvent(
                    "here", root, Level.WARN, "\"{}\"\nstands {}", new IllegalStateException("why"), new Object[] {
                        "texts-3@17", 5
                    });
            event.addKeyValuePair(new KeyValuePair("device", "cpu"));

            // When
            String line = new String(stderr.getEncoder().encode(event), StandardCharsets.UTF_8);

            // Then
            assertThat(line.strip()).doesNotContain("\n");
            JsonNode json = new ObjectMapper().readTree(line);
            assertThat(json.path("formattedMessage").asText()).isEqualTo("\"texts-3@17\"\nstands 5");
            assertThat(json.path("level").asText()).isEqualTo("WARN");
            assertThat(json.path("timestamp").asLong()).isPositive();
            assertThat(json.path("throwable").path("message").asText()).isEqualTo("why");
            assertThat(json.path("kvpList").path(0).path("device").asText()).isEqualTo("cpu");
            assertThat(json.has("arguments")).isFalse();
        } finally {
            stderr.stop();
            stderr.setEncoder(before);
            stderr.start();
        }
    }

    /** A login without a right is one line of the command; the client's own would bring a trace along. */
    @Test
    void shouldNotRepeatWhatClientsOfShortCommandsThrow() {
        LoggerContext context = new LoggerContext();
        LogConfigurator configurator = new LogConfigurator();
        configurator.setContext(context);

        configurator.configure(context);

        assertThat(context.getLogger("org.apache.kafka.clients.producer.internals.Sender")
                        .isErrorEnabled())
                .isFalse();
        assertThat(context.getLogger("org.apache.kafka.clients.Metadata").isErrorEnabled())
                .isFalse();
        assertThat(context.getLogger("org.apache.kafka.clients.producer.KafkaProducer")
                        .isErrorEnabled())
                .isTrue();
    }

    @Test
    void shouldBeginEachLineWithDateTimeAndZone() {
        // Given
        LoggerContext context = new LoggerContext();
        LogConfigurator configurator = new LogConfigurator();
        configurator.setContext(context);
        configurator.configure(context);
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> stderr =
                (ConsoleAppender<ILoggingEvent>) root.iteratorForAppenders().next();

        // When
        LoggingEvent event = new LoggingEvent("here", root, Level.INFO, "said", null, new Object[0]);
        String line = new String(stderr.getEncoder().encode(event), StandardCharsets.UTF_8);

        // Then
        assertThat(line)
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) INFO  .* - said\\R");
    }
}
