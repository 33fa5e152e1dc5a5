package textmill.schema.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Where tokens come from: OAuth 2.0, client credentials (RFC 6749, 4.4), under Confluent's keys.
 *
 * @param tokenServer fit for messages: without user and password
 * @param secret does not print itself
 * @param scope null to ask for none
 * @param buffer how long before its end a token is no longer used
 */
record ClientCredentials(
        URI tokenServer,
        String clientId,
        Password secret,
        @Nullable String scope,
        Duration buffer) {
    /** Kafka's own list, for brokers; the registry's token server obeys it as it does in Confluent's client. */
    static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

    static final String SOURCE = "OAUTHBEARER";

    static ClientCredentials of(AbstractConfig parsed) {
        String scope = parsed.getString(RegistryClientKeys.BEARER_SCOPE);
        return new ClientCredentials(
                tokenServer(required(parsed, RegistryClientKeys.BEARER_ISSUER)),
                required(parsed, RegistryClientKeys.BEARER_CLIENT_ID),
                secret(parsed),
                scope == null || scope.isBlank() ? null : scope.strip(),
                Duration.ofSeconds(parsed.getInt(RegistryClientKeys.BEARER_BUFFER)));
    }

    private static String required(AbstractConfig parsed, String key) {
        String value = parsed.getString(key);
        if (value == null || value.isBlank()) {
            throw missing(key);
        }
        return value.strip();
    }

    private static Password secret(AbstractConfig parsed) {
        Password value = parsed.getPassword(RegistryClientKeys.BEARER_CLIENT_SECRET);
        if (value == null || value.value().isBlank()) {
            throw missing(RegistryClientKeys.BEARER_CLIENT_SECRET);
        }
        return value;
    }

    private static ConfigException missing(String key) {
        return new ConfigException(
                key + " is missing: " + RegistryClientKeys.BEARER_SOURCE + "=" + SOURCE + " needs it");
    }

    private static URI tokenServer(String url) {
        // Messages leave out the address as written until it is known to hold no password.
        String key = RegistryClientKeys.BEARER_ISSUER;
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new ConfigException(key + " is no address at position " + e.getIndex()
                    + ": expected for example https://login.example.com/oauth2/token");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!List.of("http", "https").contains(scheme) || uri.getHost() == null) {
            throw new ConfigException(key + ": expected for example https://login.example.com/oauth2/token");
        }
        if (uri.getRawUserInfo() != null) {
            throw new ConfigException(key + " has a user or password in it: put them into "
                    + RegistryClientKeys.BEARER_CLIENT_ID + " and " + RegistryClientKeys.BEARER_CLIENT_SECRET);
        }
        boolean allowed = Stream.of(System.getProperty(ALLOWED_URLS, "").split(",", -1))
                .anyMatch(each -> each.strip().equals(url));
        if (!allowed) {
            throw new ConfigException(key + " = " + url + " is not allowed: secrets are sent only to addresses that the"
                    + " system property " + ALLOWED_URLS + " lists, separated by commas; start with"
                    + " TEXTMILL_JAVA_OPTS=\"-D" + ALLOWED_URLS + "=" + url + "\"");
        }
        return uri;
    }
}
