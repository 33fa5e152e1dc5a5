package textmill.schema.registry;

import java.security.UnrecoverableKeyException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/** {@code schema.registry.ssl.*}: Kafka's own key and trust store settings (JKS, PKCS12, PEM), under another prefix. */
final class TlsSettings {
    private static final String PREFIX = RegistryClientKeys.PREFIX + "ssl.";
    private static final String HOSTNAME_CHECK =
            RegistryClientKeys.PREFIX + SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG;

    private TlsSettings() {}

    static @Nullable SSLContext context(Map<String, ?> configs, List<Endpoint> endpoints) {
        Map<String, Object> ssl = new HashMap<>();
        configs.forEach((key, value) -> {
            if (key.startsWith(PREFIX) && value != null) {
                ssl.put(key.substring(RegistryClientKeys.PREFIX.length()), value);
            }
        });
        Object hostnames = configs.get(HOSTNAME_CHECK);
        if (hostnames != null && !hostnames.toString().equalsIgnoreCase("https")) {
            throw new ConfigException(
                    HOSTNAME_CHECK,
                    hostnames,
                    "the host name in the registry's certificate is always checked; issue a certificate with the right"
                            + " name");
        }
        if (ssl.isEmpty() || endpoints.stream().noneMatch(Endpoint::isTls)) {
            return null;
        }
        return build(ssl);
    }

    private static SSLContext build(Map<String, Object> ssl) {
        try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
            ConfigDef def = new ConfigDef().withClientSslSupport();
            factory.configure(def.parse(ssl));
            return factory.sslContext();
        } catch (RuntimeException e) {
            throw new ConfigException("Cannot use the " + PREFIX + "* settings: " + rootMessage(e)
                    + "; check location, password and type of the stores");
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof UnrecoverableKeyException) {
            return "a password does not fit its store";
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
