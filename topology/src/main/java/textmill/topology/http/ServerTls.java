package textmill.topology.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.internals.BrokerSecurityConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import textmill.topology.config.ConfigException;

/** TLS as Kafka's brokers are configured for it: their key and trust stores (JKS, PKCS12, PEM), under another prefix. */
public final class ServerTls {
    private final DefaultSslEngineFactory factory;

    private ServerTls(DefaultSslEngineFactory factory) {
        this.factory = factory;
    }

    /**
     * Reads the stores.
     *
     * @param ssl Kafka's {@code ssl.*} settings
     * @param prefix what stands before them in the user's configuration
     * @throws ConfigException if one cannot be read
     */
    public static ServerTls of(Map<String, String> ssl, String prefix) {
        DefaultSslEngineFactory factory = new DefaultSslEngineFactory();
        try {
            Map<String, Object> parsed =
                    new HashMap<>(new ConfigDef().withClientSslSupport().parse(ssl));
            parsed.put(
                    BrokerSecurityConfigs.SSL_CLIENT_AUTH_CONFIG,
                    ssl.getOrDefault(BrokerSecurityConfigs.SSL_CLIENT_AUTH_CONFIG, "none"));
            factory.configure(parsed);
            return new ServerTls(factory);
        } catch (RuntimeException e) {
            factory.close();
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw new ConfigException(List.of("The " + prefix + "ssl.* settings cannot be used ("
                    + root.getClass().getSimpleName() + ": " + root.getMessage()
                    + "): check location, password and type of the stores."));
        }
    }

    /** For one connection. */
    SSLEngine engine() {
        return factory.createServerSslEngine("", -1);
    }
}
