package textmill.schema.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.jspecify.annotations.Nullable;

/** From addresses and authentication keys to endpoints, each with its {@code Authorization} header. */
final class Credentials {
    private Credentials() {}

    static List<Endpoint> endpoints(AbstractConfig parsed, Map<String, ?> configs) {
        String common = commonAuthorization(parsed, configs);
        List<Endpoint> endpoints = new ArrayList<>();
        for (String url : parsed.getList(RegistryKeys.URL)) {
            endpoints.add(endpoint(url.trim(), common));
        }
        if (endpoints.isEmpty()) {
            throw new ConfigException(
                    RegistryKeys.URL, "", "expected at least one address such as http://localhost:8081");
        }
        return List.copyOf(endpoints);
    }

    private static Endpoint endpoint(String url, @Nullable String common) {
        URI uri = parse(url);
        String userInfo = uri.getRawUserInfo();
        String authorization = common;
        if (common == null && userInfo != null) {
            authorization = basic(URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return new Endpoint(URI.create(uri.getScheme() + "://" + uri.getHost() + port + path), authorization);
    }

    private static URI parse(String url) {
        // Messages leave out the address as written: it may hold a password.
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
                throw new ConfigException("Invalid value for " + RegistryKeys.URL
                        + ": expected addresses such as http://localhost:8081 or https://registry.example.com, found"
                        + " one with scheme '" + scheme + "' and host '" + uri.getHost() + "'");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new ConfigException("Invalid value for " + RegistryKeys.URL
                    + ": not an address at position " + e.getIndex() + ": " + e.getReason()
                    + "; expected for example http://localhost:8081");
        }
    }

    /** The header that every address gets, or null if each address may carry its own user and password. */
    private static @Nullable String commonAuthorization(AbstractConfig parsed, Map<String, ?> configs) {
        String bearer = bearer(parsed);
        String source = parsed.getString(RegistryKeys.BASIC_SOURCE).trim().toUpperCase(Locale.ROOT);
        if (bearer != null) {
            if (!source.isEmpty() && !source.equals("URL")) {
                throw new ConfigException(RegistryKeys.BASIC_SOURCE + "=" + source + " and "
                        + RegistryKeys.BEARER_SOURCE + " contradict each other: set one of them");
            }
            return bearer;
        }
        return switch (source) {
            case "URL", "" -> null;
            case "USER_INFO" -> basic(required(parsed, RegistryKeys.BASIC_USER_INFO, "USER_INFO", "user:password"));
            case "SASL_INHERIT" -> basic(saslUser(configs));
            default ->
                throw new ConfigException(RegistryKeys.BASIC_SOURCE, source, "expected URL, USER_INFO or SASL_INHERIT");
        };
    }

    private static @Nullable String bearer(AbstractConfig parsed) {
        String source = parsed.getString(RegistryKeys.BEARER_SOURCE);
        if (source == null || source.isBlank()) {
            return null;
        }
        if (!source.trim().equalsIgnoreCase("STATIC_TOKEN")) {
            throw new ConfigException(
                    RegistryKeys.BEARER_SOURCE,
                    source,
                    "expected STATIC_TOKEN; for OAuth use Confluent's own serde classes");
        }
        String authorization = "Bearer " + required(parsed, RegistryKeys.BEARER_TOKEN, "STATIC_TOKEN", "a token");
        requireSendable(RegistryKeys.BEARER_TOKEN, "Authorization", authorization);
        return authorization;
    }

    /** Refuses at start-up what would fail with every request; the value may be a secret and is not repeated. */
    static void requireSendable(String key, String header, String value) {
        try {
            HttpRequest.newBuilder().header(header, value);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(key + " cannot be sent as HTTP header '" + header
                    + "': expected a name that HTTP clients may set and a value without line breaks or other"
                    + " control characters");
        }
    }

    private static String required(AbstractConfig parsed, String key, String source, String expected) {
        Password value = parsed.getPassword(key);
        if (value == null || value.value().isBlank()) {
            throw new ConfigException(key + " is missing: " + source + " needs " + expected + " there");
        }
        return value.value().trim();
    }

    private static String saslUser(Map<String, ?> configs) {
        Object jaas = configs.get("sasl.jaas.config");
        if (jaas == null) {
            throw new ConfigException("sasl.jaas.config is missing: " + RegistryKeys.BASIC_SOURCE
                    + "=SASL_INHERIT takes user and password from there");
        }
        Password text = jaas instanceof Password password ? password : new Password(jaas.toString());
        var entries =
                JaasContext.loadClientContext(Map.of("sasl.jaas.config", text)).configurationEntries();
        String user = JaasContext.configEntryOption(entries, "username", null);
        String password = JaasContext.configEntryOption(entries, "password", null);
        if (user == null || password == null) {
            throw new ConfigException("sasl.jaas.config has no username and password, which "
                    + RegistryKeys.BASIC_SOURCE + "=SASL_INHERIT needs");
        }
        return user + ":" + password;
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }
}
