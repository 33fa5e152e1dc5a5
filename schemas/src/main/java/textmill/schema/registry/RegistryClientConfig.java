package textmill.schema.registry;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * The registry client's settings, read from Confluent's keys and checked as a whole.
 *
 * @param endpoints where to ask, in order; never empty
 * @param http how to ask
 * @param retries what to do when something is said not to exist
 * @param caching what to remember
 */
record RegistryClientConfig(List<Endpoint> endpoints, Http http, Retries retries, Caching caching) {

    /**
     * @param headers sent with every request; they may be secrets, and do not print themselves
     * @param tls for https addresses; null for the JDK's own trust store
     * @param normalize have the registry normalise schemas
     * @param oauth where bearer tokens are fetched; null if they are not
     */
    record Http(
            Duration connectTimeout,
            Duration readTimeout,
            Map<String, Password> headers,
            @Nullable SSLContext tls,
            @Nullable ProxySelector proxy,
            boolean normalize,
            @Nullable ClientCredentials oauth) {}

    /** Retries of a question whose answer was "no such thing". */
    record Retries(int max, long waitMs, long maxWaitMs) {}

    /** Sizes and ages of the caches. */
    record Caching(int capacity, int missingCapacity, Duration missingIdTtl, Duration latestTtl) {}

    /** {@link Duration#ofNanos} of this is 292 years. */
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    static RegistryClientConfig from(Map<String, ?> configs) {
        KnownKeys.check(configs.keySet());
        Map<String, Object> settings = withPrefixedKeys(configs);
        AbstractConfig parsed = new AbstractConfig(RegistryClientKeys.definition(), settings, false);
        List<Endpoint> endpoints = Credentials.endpoints(parsed, configs);
        Http http = new Http(
                Duration.ofMillis(parsed.getInt(RegistryClientKeys.CONNECT_TIMEOUT)),
                Duration.ofMillis(parsed.getInt(RegistryClientKeys.READ_TIMEOUT)),
                headers(parsed, configs),
                TlsSettings.context(configs, endpoints),
                proxy(parsed),
                parsed.getBoolean(RegistryClientKeys.NORMALIZE),
                Credentials.oauth(parsed));
        return new RegistryClientConfig(endpoints, http, retries(parsed), caching(parsed));
    }

    /** Confluent lets most keys be written with a {@code schema.registry.} prefix too; the prefixed one wins. */
    private static Map<String, Object> withPrefixedKeys(Map<String, ?> configs) {
        Map<String, Object> settings = new TreeMap<>();
        configs.forEach((key, value) -> {
            if (value != null) {
                settings.put(key, value);
            }
        });
        configs.forEach((key, value) -> {
            if (value != null && key.startsWith(RegistryClientKeys.PREFIX) && !key.equals(RegistryClientKeys.URL)) {
                settings.put(key.substring(RegistryClientKeys.PREFIX.length()), value);
            }
        });
        return settings;
    }

    private static Map<String, Password> headers(AbstractConfig parsed, Map<String, ?> configs) {
        Map<String, Password> headers = new TreeMap<>();
        String bearer = parsed.getString(RegistryClientKeys.BEARER_SOURCE);
        if (bearer != null && !bearer.isBlank()) {
            putHeader(parsed, RegistryClientKeys.BEARER_CLUSTER, "target-sr-cluster", headers);
            putHeader(parsed, RegistryClientKeys.BEARER_POOL, "Confluent-Identity-Pool-Id", headers);
        }
        configs.forEach((key, value) -> {
            String plain =
                    key.startsWith(RegistryClientKeys.PREFIX) ? key.substring(RegistryClientKeys.PREFIX.length()) : key;
            if (plain.startsWith(RegistryClientKeys.HEADER_PREFIX) && value != null) {
                String name = plain.substring(RegistryClientKeys.HEADER_PREFIX.length());
                Password header = value instanceof Password password ? password : new Password(value.toString());
                Credentials.requireSendable(key, name, header.value());
                headers.put(name, header);
            }
        });
        return Map.copyOf(headers);
    }

    private static void putHeader(AbstractConfig parsed, String key, String name, Map<String, Password> headers) {
        String value = parsed.getString(key);
        if (value != null && !value.isBlank()) {
            Credentials.requireSendable(key, name, value.strip());
            headers.put(name, new Password(value.strip()));
        }
    }

    private static @Nullable ProxySelector proxy(AbstractConfig parsed) {
        String host = parsed.getString(RegistryClientKeys.PROXY_HOST);
        if (host == null || host.isBlank()) {
            return null;
        }
        if (!host.strip().matches("[A-Za-z0-9._:\\[\\]-]+") || host.contains("://")) {
            throw new ConfigException(RegistryClientKeys.PROXY_HOST
                    + ": expected the name of a host alone, without http://, user and password; a proxy that asks for a"
                    + " password is not supported");
        }
        int port = parsed.getInt(RegistryClientKeys.PROXY_PORT);
        if (port < 0) {
            throw new ConfigException(RegistryClientKeys.PROXY_PORT + " is missing: expected the port of the proxy in "
                    + RegistryClientKeys.PROXY_HOST);
        }
        return ProxySelector.of(new InetSocketAddress(host.strip(), port));
    }

    private static Retries retries(AbstractConfig parsed) {
        return new Retries(
                parsed.getInt(RegistryClientKeys.MAX_RETRIES),
                parsed.getInt(RegistryClientKeys.RETRIES_WAIT),
                parsed.getInt(RegistryClientKeys.RETRIES_MAX_WAIT));
    }

    private static Caching caching(AbstractConfig parsed) {
        long latest = parsed.getLong(RegistryClientKeys.LATEST_TTL);
        return new Caching(
                parsed.getInt(RegistryClientKeys.CACHE_CAPACITY),
                parsed.getInt(RegistryClientKeys.MISSING_CAPACITY),
                Duration.ofSeconds(parsed.getLong(RegistryClientKeys.MISSING_ID_TTL)),
                latest < 0 || latest > FOREVER.toSeconds() ? FOREVER : Duration.ofSeconds(latest));
    }
}
