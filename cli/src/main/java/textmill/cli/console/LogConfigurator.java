package textmill.cli.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/**
 * Logs to stderr, set up in code because reading an XML file would cost a good part of a second at every start. A user
 * who wants another set-up gives {@code -Dlogback.configurationFile=...} in {@code TEXTMILL_JAVA_OPTS}.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {

    /** How much the log says. */
    public enum Detail {
        /** Only what asks for action: the demo and {@code infer}. */
        QUIET,
        /** A service's log: what Textmill does, and what worries Kafka. */
        SERVICE,
        /** For finding a fault. */
        VERBOSE;

        private Level ours() {
            return switch (this) {
                case QUIET -> Level.WARN;
                case SERVICE -> Level.INFO;
                case VERBOSE -> Level.DEBUG;
            };
        }

        private Level others() {
            return switch (this) {
                case QUIET -> Level.ERROR;
                case SERVICE -> Level.WARN;
                case VERBOSE -> Level.INFO;
            };
        }
    }

    /** Called by Logback through the service loader. */
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{24} - %msg%n");
        encoder.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder);
        stderr.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(stderr);
        apply(context, Detail.QUIET);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Makes this process' log say at least so much. */
    public static void atLeast(Detail detail) {
        if (System.getProperty("logback.configurationFile") == null
                && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            Level now = context.getLogger("textmill").getLevel();
            if (now == null || now.isGreaterOrEqual(detail.ours())) {
                apply(context, detail);
            }
        }
    }

    private static void apply(LoggerContext context, Detail detail) {
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(detail.others());
        context.getLogger("textmill").setLevel(detail.ours());
        // Says, for each client and every second, what the watchdog says once: that the brokers are away.
        context.getLogger("org.apache.kafka.clients.NetworkClient")
                .setLevel(detail == Detail.VERBOSE ? detail.others() : Level.ERROR);
        // Logs with its trace what it throws as well.
        context.getLogger("org.apache.kafka.common.security.ssl.DefaultSslEngineFactory")
                .setLevel(detail == Detail.VERBOSE ? detail.others() : Level.OFF);
        // Recommends, at every start, a setting for global state stores, of which there are none here.
        context.getLogger("org.apache.kafka.streams.StreamsConfig").setLevel(Level.ERROR);
    }
}
