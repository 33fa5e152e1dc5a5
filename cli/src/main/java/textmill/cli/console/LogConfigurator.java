package textmill.cli.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Logs to stderr, set up in code because reading an XML file would cost a good part of a second at every start. A user
 * who wants another set-up gives {@code -Dlogback.configurationFile=...} in {@code TEXTMILL_JAVA_OPTS}.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
    private static final String STDERR = "stderr";

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
        boolean json = "json".equalsIgnoreCase(System.getenv("TEXTMILL_LOG_FORMAT"));
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setName(STDERR);
        stderr.setTarget("System.err");
        stderr.setEncoder(json ? json(context) : text(context));
        stderr.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(stderr);
        RepeatedLines repeated = new RepeatedLines();
        repeated.setContext(context);
        repeated.start();
        context.addTurboFilter(repeated);
        apply(context, Detail.QUIET);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{24} - %msg%n");
        encoder.start();
        return encoder;
    }

    /** The message with its arguments in it, not both apart; nothing that is the same in every line. */
    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMessage(false);
        encoder.setWithFormattedMessage(true);
        encoder.setWithArguments(false);
        encoder.setWithMDC(false);
        encoder.start();
        return encoder;
    }

    /** Writes this process' log for programs from now on, a JSON object a line. */
    public static void writeJson() {
        if (System.getProperty("logback.configurationFile") == null
                && LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender(STDERR)
                        instanceof ConsoleAppender<ILoggingEvent> stderr) {
            stderr.stop();
            stderr.setEncoder(json(context));
            stderr.start();
        }
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
        // Both log what they throw as well, the latter with the trace of a mistake of its own when it is closed
        // thereafter.
        for (String client : List.of("Metadata", "producer.internals.Sender")) {
            context.getLogger("org.apache.kafka.clients." + client)
                    .setLevel(detail == Detail.QUIET ? Level.OFF : detail.others());
        }
        // Recommends, at every start, a setting for global state stores, of which there are none here.
        context.getLogger("org.apache.kafka.streams.StreamsConfig").setLevel(Level.ERROR);
    }
}
