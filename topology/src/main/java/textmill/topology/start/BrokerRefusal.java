package textmill.topology.start;

import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.errors.AuthenticationException;
import textmill.schema.registry.TlsFailure;

/** Why the brokers and this application do not come together: one line that says what was found and what to do. */
public final class BrokerRefusal {
    private BrokerRefusal() {}

    /**
     * The line.
     *
     * @param kafka the application's properties
     */
    public static String line(Properties kafka, Throwable failure) {
        String servers = "bootstrap.servers = " + kafka.getProperty("bootstrap.servers") + ": ";
        Optional<String> tls = TlsFailure.explain(failure, "kafka.");
        if (tls.isPresent()) {
            return servers + tls.get() + ".";
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthenticationException) {
                String who = Rights.user(kafka).map(user -> "User:" + user).orElse("this client's principal");
                return "The brokers refuse the login of " + who + ": " + cause.getMessage()
                        + " (kafka.sasl.*, kafka.ssl.*).";
            }
        }
        return servers + "no connection to the brokers (" + reason(failure) + ").";
    }

    /** Whether certificate or login are the matter, and not an address where nobody answers. */
    public static boolean isDistrust(Throwable failure) {
        return !line(new Properties(), failure).contains("no connection to the brokers");
    }

    /** What a failure was at bottom, in words; some of Kafka's exceptions have none. */
    public static String reason(Throwable failure) {
        Throwable cause = failure;
        String said = failure.getMessage();
        while (cause.getCause() != null) {
            cause = cause.getCause();
            said = cause.getMessage() == null ? said : cause.getMessage();
        }
        return said == null ? cause.getClass().getSimpleName() : said;
    }
}
