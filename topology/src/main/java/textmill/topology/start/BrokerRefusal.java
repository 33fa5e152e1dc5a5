package textmill.topology.start;

import java.security.UnrecoverableKeyException;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import textmill.schema.registry.TlsFailure;

/** Why the brokers and this application do not come together: one line that says what was found and what to do. */
public final class BrokerRefusal {
    private static final String NO_CONNECTION = "no connection to the brokers";
    private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
    private static final Pattern NO_TOKEN = Pattern.compile("response code (\\d+) and error response");

    private BrokerRefusal() {}

    /**
     * The line.
     *
     * @param kafka the application's properties
     */
    public static String line(Properties kafka, Throwable failure) {
        String servers = "bootstrap.servers = " + kafka.getProperty("bootstrap.servers") + ": ";
        Optional<String> understood = understood(kafka, failure, servers);
        if (understood.isPresent()) {
            return understood.get();
        }
        return servers + NO_CONNECTION + " (" + reason(failure) + "); "
                + question(kafka, "kafka.")
                        .orElse("check that they are up and that kafka.security.protocol = " + protocol(kafka)
                                + " is what they speak there.");
    }

    /** The line, where certificate or login are the matter. */
    private static Optional<String> understood(Properties kafka, Throwable failure, String servers) {
        Optional<String> tls = TlsFailure.explain(failure, "kafka.").map(reason -> servers + reason + ".");
        for (Throwable cause = failure; tls.isEmpty() && cause != null; cause = cause.getCause()) {
            Optional<String> known = known(kafka, cause, String.valueOf(cause.getMessage()));
            if (known.isPresent()) {
                return known;
            }
        }
        return tls;
    }

    /**
     * What to ask where somebody listens and gives no answer to plain text.
     *
     * @param kafka properties of a client
     * @param prefix of their names where the user writes them
     */
    public static Optional<String> question(Properties kafka, String prefix) {
        String protocol = protocol(kafka);
        return protocol.endsWith("SSL")
                ? Optional.empty()
                : SilentListener.among(kafka.getProperty("bootstrap.servers", ""))
                        .map(address -> address
                                + " listens, and gives no answer in plain text. Does it want TLS? Then set "
                                + prefix + "security.protocol = SSL, or SASL_SSL with a login, in place of " + protocol
                                + ".");
    }

    private static String protocol(Properties kafka) {
        return kafka.getProperty("security.protocol", "PLAINTEXT");
    }

    private static Optional<String> known(Properties kafka, Throwable cause, String message) {
        Matcher refused = NO_TOKEN.matcher(message);
        String tokens = "kafka.sasl.oauthbearer.token.endpoint.url = "
                + kafka.getProperty("sasl.oauthbearer.token.endpoint.url");
        if (cause instanceof UnrecoverableKeyException || message.contains("keystore password was incorrect")) {
            return Optional.of("A store of kafka.ssl.* cannot be opened: check kafka.ssl.keystore.password,"
                    + " kafka.ssl.key.password and kafka.ssl.truststore.password.");
        } else if (message.contains(ALLOWED_URLS)) {
            return Optional.of(tokens + " is not allowed: secrets are sent only to addresses that the system property "
                    + ALLOWED_URLS + " lists, separated by commas; start with TEXTMILL_JAVA_OPTS=\"-D" + ALLOWED_URLS
                    + "="
                    + kafka.getProperty("sasl.oauthbearer.token.endpoint.url") + "\".");
        } else if (refused.find()) {
            return Optional.of(tokens + " gives no token (status " + refused.group(1)
                    + "): check clientId, clientSecret and scope in kafka.sasl.jaas.config.");
        } else if (cause instanceof AuthenticationException) {
            String who = Rights.user(kafka).map(user -> "User:" + user).orElse("this client's principal");
            return Optional.of("The brokers refuse the login of " + who + ": "
                    + (message.contains("invalid_token")
                            ? "they do not take its token; check audience, scope and issuer at the token server"
                            : message)
                    + " (kafka.sasl.*, kafka.ssl.*).");
        }
        return Optional.empty();
    }

    /** Whether certificate or login are the matter, and not an address where nobody answers. */
    public static boolean isDistrust(Throwable failure) {
        return understood(new Properties(), failure, "").isPresent();
    }

    /**
     * What a failure was at bottom, in words; some of Kafka's exceptions have none. Whose patience ended first, the
     * client's or ours, is chance and says nothing: both are one answer that did not come.
     */
    public static String reason(Throwable failure) {
        Throwable cause = failure;
        String said = failure.getMessage();
        while (cause.getCause() != null) {
            cause = cause.getCause();
            said = cause.getMessage() == null ? said : cause.getMessage();
        }
        if (cause instanceof TimeoutException || cause instanceof java.util.concurrent.TimeoutException) {
            return "no answer in time";
        }
        return said == null ? cause.getClass().getSimpleName() : said;
    }
}
