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
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.jspecify.annotations.Nullable;

/** From addresses and authentication keys to endpoints, each with its {@code Authorization} header. */
final class Credentials {
    static final String BASIC = "Basic ";

    private static final String EXPECTED =
            "expected addresses such as http://localhost:8081 or https://registry.example.com";
    private static final String COMMAS =
            ". In a password write %2C for a comma, %40 for @, %2F for /, %3F for ?, %23 for # and %25 for a per cent sign";

    private Credentials() {}

    static List<Endpoint> endpoints(AbstractConfig parsed, Map<String, ?> configs) {
        refuseIdleSecrets(parsed);
        String common = commonAuthorization(parsed, configs);
        List<Endpoint> endpoints = new ArrayList<>();
        List<String> urls = parsed.getList(RegistryClientKeys.URL);
        for (String url : urls) {
            // By its number: an address as it was written may hold a password.
            String which = urls.size() == 1 ? "" : " (address " + (endpoints.size() + 1) + " of " + urls.size() + ")";
            endpoints.add(endpoint(parse(url.trim(), which), common));
        }
        if (endpoints.isEmpty()) {
            throw new ConfigException(
                    RegistryClientKeys.URL, "", "expected at least one address such as http://localhost:8081");
        }
        return List.copyOf(endpoints);
    }

    /** Credentials that nobody would send: without them the registry answers 401, and nobody sees why. */
    private static void refuseIdleSecrets(AbstractConfig parsed) {
        refuseIdle(parsed, RegistryClientKeys.BASIC_USER_INFO, RegistryClientKeys.BASIC_SOURCE, "USER_INFO");
        refuseIdle(parsed, RegistryClientKeys.BEARER_TOKEN, RegistryClientKeys.BEARER_SOURCE, "STATIC_TOKEN");
        refuseIdle(
                parsed,
                RegistryClientKeys.BEARER_CLIENT_SECRET,
                RegistryClientKeys.BEARER_SOURCE,
                ClientCredentials.SOURCE);
    }

    private static void refuseIdle(AbstractConfig parsed, String secret, String sourceKey, String source) {
        Password value = parsed.getPassword(secret);
        String chosen = parsed.getString(sourceKey);
        if (value != null
                && !value.value().isBlank()
                && !source.equalsIgnoreCase(chosen == null ? "" : chosen.trim())) {
            throw new ConfigException(
                    secret + " is set, but would not be used: set " + sourceKey + "=" + source + ", or leave it out");
        }
    }

    private static Endpoint endpoint(URI uri, @Nullable String common) {
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
        return new Endpoint(
                URI.create(uri.getScheme() + "://" + uri.getHost() + port + path),
                authorization == null ? null : new Password(authorization));
    }

    private static URI parse(String url, String which) {
        String invalid = "Invalid value for " + RegistryClientKeys.URL + which + ": ";
        if (url.isEmpty()) {
            throw new ConfigException(
                    invalid + EXPECTED + ", found an empty one: leave out the comma that is too many");
        }
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (uri.getRawAuthority() == null || !(scheme.equals("http") || scheme.equals("https"))) {
                // What stands before a colon is a scheme only if an authority follows; in ann:secret@host it is a name.
                String found = uri.getRawAuthority() == null
                        ? "one without http:// or https://"
                        : "one with scheme '" + scheme + "'";
                throw new ConfigException(invalid + EXPECTED + ", found " + found + COMMAS);
            }
            if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
                throw new ConfigException(invalid + EXPECTED
                        + ", found one with a ? or # in it, which would not be sent: put a key into "
                        + RegistryClientKeys.PREFIX + RegistryClientKeys.HEADER_PREFIX + "NAME" + COMMAS);
            }
            if (uri.getHost() == null) {
                throw new ConfigException(invalid + EXPECTED
                        + ", found one whose host cannot be read: host names have letters, digits, hyphens and dots (no"
                        + " underscore), ports have digits" + COMMAS);
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new ConfigException(invalid + "not an address at position " + e.getIndex()
                    + "; expected for example http://localhost:8081" + COMMAS);
        }
    }

    /** The header that every address gets, or null if each address may carry its own user and password. */
    private static @Nullable String commonAuthorization(AbstractConfig parsed, Map<String, ?> configs) {
        boolean fetched = oauth(parsed) != null;
        String bearer = fetched ? null : bearer(parsed);
        String source = parsed.getString(RegistryClientKeys.BASIC_SOURCE).trim().toUpperCase(Locale.ROOT);
        if (fetched || bearer != null) {
            if (!source.isEmpty() && !source.equals("URL")) {
                throw new ConfigException(RegistryClientKeys.BASIC_SOURCE + " and " + RegistryClientKeys.BEARER_SOURCE
                        + " contradict each other: set one of them");
            }
            return bearer;
        }
        return switch (source) {
            case "URL", "" -> null;
            case "USER_INFO" -> basic(userInfo(parsed));
            case "SASL_INHERIT" -> basic(saslUser(configs));
            default ->
                throw new ConfigException("Invalid value for " + RegistryClientKeys.BASIC_SOURCE
                        + ": expected URL, USER_INFO or SASL_INHERIT");
        };
    }

    /** Where tokens are fetched, if they are. */
    static @Nullable ClientCredentials oauth(AbstractConfig parsed) {
        String source = parsed.getString(RegistryClientKeys.BEARER_SOURCE);
        return source != null && source.trim().equalsIgnoreCase(ClientCredentials.SOURCE)
                ? ClientCredentials.of(parsed)
                : null;
    }

    private static @Nullable String bearer(AbstractConfig parsed) {
        String source = parsed.getString(RegistryClientKeys.BEARER_SOURCE);
        if (source == null || source.isBlank()) {
            return null;
        }
        if (!source.trim().equalsIgnoreCase("STATIC_TOKEN")) {
            throw new ConfigException("Invalid value for " + RegistryClientKeys.BEARER_SOURCE
                    + ": expected STATIC_TOKEN or " + ClientCredentials.SOURCE);
        }
        String authorization = "Bearer " + required(parsed, RegistryClientKeys.BEARER_TOKEN, "STATIC_TOKEN", "a token");
        requireSendable(RegistryClientKeys.BEARER_TOKEN, "Authorization", authorization);
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

    private static String userInfo(AbstractConfig parsed) {
        String userInfo = required(parsed, RegistryClientKeys.BASIC_USER_INFO, "USER_INFO", "user:password");
        if (userInfo.indexOf(':') < 0) {
            throw new ConfigException(
                    RegistryClientKeys.BASIC_USER_INFO + " has no colon: expected user and password as user:password");
        }
        return userInfo;
    }

    private static String saslUser(Map<String, ?> configs) {
        Object jaas = configs.get("sasl.jaas.config");
        if (jaas == null) {
            throw new ConfigException("sasl.jaas.config is missing: " + RegistryClientKeys.BASIC_SOURCE
                    + "=SASL_INHERIT takes user and password from there");
        }
        Password text = jaas instanceof Password password ? password : new Password(jaas.toString());
        List<AppConfigurationEntry> entries = jaasEntries(text);
        String user = JaasContext.configEntryOption(entries, "username", null);
        String password = JaasContext.configEntryOption(entries, "password", null);
        if (user == null || password == null) {
            throw new ConfigException("sasl.jaas.config has no username and password, which "
                    + RegistryClientKeys.BASIC_SOURCE + "=SASL_INHERIT needs");
        }
        return user + ":" + password;
    }

    private static List<AppConfigurationEntry> jaasEntries(Password text) {
        try {
            return JaasContext.loadClientContext(Map.of("sasl.jaas.config", text))
                    .configurationEntries();
        } catch (IllegalArgumentException e) {
            // Its message quotes what it could not read, which may be a piece of the password.
            throw new ConfigException("sasl.jaas.config cannot be read: expected CLASS required username=\"...\""
                    + " password=\"...\"; with the semicolon at its end");
        }
    }

    private static String basic(String userAndPassword) {
        return BASIC + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }
}
