package textmill.schema.registry;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** What a TLS handshake failed of, in words that say what to do; Java's own name a class and a search that came to nothing. */
public final class TlsFailure {
    private static final Pattern ALERT = Pattern.compile("(?i)received (?:a )?fatal alert: (\\w+)");
    private static final Pattern NO_NAME =
            Pattern.compile("(?i)No (?:subject alternative \\S+ ?\\S*|name)s? matching (?:IP address )?(\\S+) found");
    private static final Pattern DATE = Pattern.compile("Not(?:After|Before): (.+)");

    private TlsFailure() {}

    /**
     * An explanation if a failure is one of TLS.
     *
     * @param prefix what stands before Kafka's names of TLS settings, for example {@code kafka.}
     */
    public static Optional<String> explain(Throwable failure, String prefix) {
        boolean tls = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            tls |= cause instanceof SSLException;
            String message = String.valueOf(cause.getMessage());
            Optional<String> known = dated(cause, message);
            if (known.isEmpty() && tls) {
                known = known(message, prefix);
            }
            if (known.isPresent()) {
                return known;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> dated(Throwable cause, String message) {
        Matcher date = DATE.matcher(message);
        String when = date.find() ? date.group(1) : message;
        if (cause instanceof CertificateExpiredException) {
            return Optional.of("its certificate has expired (" + when + "): have it renewed");
        } else if (cause instanceof CertificateNotYetValidException) {
            return Optional.of("its certificate is not valid before " + when + ": correct the clock of this machine, or"
                    + " the certificate");
        }
        return Optional.empty();
    }

    private static Optional<String> known(String message, String prefix) {
        Matcher alert = ALERT.matcher(message);
        Matcher name = NO_NAME.matcher(message);
        String trusted = prefix + "ssl.truststore.location";
        if (alert.find()) {
            return Optional.of(refused(alert.group(1).toLowerCase(Locale.ROOT), prefix));
        } else if (name.find()) {
            return Optional.of("its certificate is not for " + name.group(1)
                    + ": use a host name that is in the certificate, or have one issued for this name");
        } else if (message.contains("unable to find valid certification path")
                || message.contains("No trusted certificate found")
                || message.contains("signature check failed")) {
            return Optional.of("its certificate comes from an authority that is not trusted here: put that authority's"
                    + " certificate into " + trusted);
        } else if (message.contains("terminated the handshake")) {
            return Optional.of(
                    "it ended the handshake without a word; where it wants a certificate of ours, put one that it"
                            + " trusts and that has not expired into " + prefix + "ssl.keystore.location");
        } else if (message.contains("Unsupported or unrecognized SSL message")
                || message.contains("plaintext connection")) {
            return Optional.of("what answers there does not speak TLS: correct the port or the protocol");
        }
        return Optional.empty();
    }

    private static String refused(String alert, String prefix) {
        String own = prefix + "ssl.keystore.location";
        return switch (alert) {
            case "certificate_required",
                    "bad_certificate",
                    "certificate_expired",
                    "certificate_unknown",
                    "unknown_ca",
                    "unsupported_certificate",
                    "access_denied",
                    "handshake_failure" ->
                "it wants a certificate of ours that it trusts and that has not expired (it said " + alert
                        + "): put one from its authority into " + own;
            case "protocol_version" -> "it speaks none of our versions of TLS: see " + prefix + "ssl.enabled.protocols";
            case "unrecognized_name" -> "it does not know the host name that we asked for: correct the address";
            default -> "it ended the handshake (" + alert + ")";
        };
    }
}
