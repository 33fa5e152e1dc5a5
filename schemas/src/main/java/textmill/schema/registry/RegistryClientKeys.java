package textmill.schema.registry;

import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** The registry client's configuration keys: Confluent's names and meanings. Where a default differs, its text says so. */
public final class RegistryClientKeys {
    /** Comma-separated base addresses; tried in turn. */
    public static final String URL = "schema.registry.url";

    /** URL, USER_INFO or SASL_INHERIT. */
    public static final String BASIC_SOURCE = "basic.auth.credentials.source";

    /** {@code user:password}. */
    public static final String BASIC_USER_INFO = "basic.auth.user.info";

    /** STATIC_TOKEN or OAUTHBEARER. */
    public static final String BEARER_SOURCE = "bearer.auth.credentials.source";

    /** The token itself. */
    public static final String BEARER_TOKEN = "bearer.auth.token";

    /** Prefix of TLS keys, and alternative prefix of the authentication keys. */
    public static final String PREFIX = "schema.registry.";

    /** Prefix of extra HTTP headers. */
    public static final String HEADER_PREFIX = "request.header.";

    static final String BEARER_ISSUER = "bearer.auth.issuer.endpoint.url";
    static final String BEARER_CLIENT_ID = "bearer.auth.client.id";
    static final String BEARER_CLIENT_SECRET = "bearer.auth.client.secret";
    static final String BEARER_SCOPE = "bearer.auth.scope";
    static final String BEARER_CLUSTER = "bearer.auth.logical.cluster";
    static final String BEARER_POOL = "bearer.auth.identity.pool.id";
    static final String BEARER_BUFFER = "bearer.auth.cache.expiry.buffer.seconds";
    static final String CONNECT_TIMEOUT = "http.connect.timeout.ms";
    static final String READ_TIMEOUT = "http.read.timeout.ms";
    static final String PROXY_HOST = "proxy.host";
    static final String PROXY_PORT = "proxy.port";
    static final String NORMALIZE = "normalize.schemas";
    static final String MAX_RETRIES = "max.retries";
    static final String RETRIES_WAIT = "retries.wait.ms";
    static final String RETRIES_MAX_WAIT = "retries.max.wait.ms";
    static final String CACHE_CAPACITY = "max.schemas.per.subject";
    static final String LATEST_TTL = "latest.cache.ttl.sec";
    static final String MISSING_ID_TTL = "missing.id.cache.ttl.sec";
    static final String MISSING_CAPACITY = "missing.cache.size";

    private RegistryClientKeys() {}

    /** Whether a key is one of the registry client's, Confluent's or ours, with or without prefix. */
    public static boolean isKnown(String key) {
        return KnownKeys.isKnown(key);
    }

    /** The names of all of them, with and without prefix. */
    public static Set<String> names() {
        return KnownKeys.names();
    }

    /** A fresh definition of every key with its type, default and documentation. */
    public static ConfigDef definition() {
        ConfigDef def = new ConfigDef()
                .define(
                        URL,
                        ConfigDef.Type.LIST,
                        ConfigDef.NO_DEFAULT_VALUE,
                        Importance.HIGH,
                        "Base addresses of the registry, comma-separated; the next is tried when one gives no answer.")
                .define(
                        NORMALIZE,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.MEDIUM,
                        "Have the registry normalise schemas when they are registered or looked up.")
                .define(
                        BASIC_SOURCE,
                        ConfigDef.Type.STRING,
                        "URL",
                        Importance.MEDIUM,
                        "Where user and password come from: URL (user:password@host in the address), USER_INFO (basic.auth.user.info) or SASL_INHERIT (sasl.jaas.config).")
                .define(
                        BASIC_USER_INFO,
                        ConfigDef.Type.PASSWORD,
                        null,
                        Importance.MEDIUM,
                        "user:password, for USER_INFO.")
                .define(
                        BEARER_SOURCE,
                        ConfigDef.Type.STRING,
                        null,
                        Importance.MEDIUM,
                        "STATIC_TOKEN, OAUTHBEARER (client credentials), or absent for no bearer token.")
                .define(BEARER_TOKEN, ConfigDef.Type.PASSWORD, null, Importance.MEDIUM, "The token, for STATIC_TOKEN.");
        defineOAuth(def);
        defineHttp(def);
        defineCaching(def);
        return def;
    }

    private static void defineOAuth(ConfigDef def) {
        def.define(
                        BEARER_ISSUER,
                        ConfigDef.Type.STRING,
                        null,
                        Importance.MEDIUM,
                        "Where OAUTHBEARER fetches tokens. The address must be in the system property org.apache.kafka.sasl.oauthbearer.allowed.urls.")
                .define(BEARER_CLIENT_ID, ConfigDef.Type.STRING, null, Importance.MEDIUM, "Client id, for OAUTHBEARER.")
                .define(
                        BEARER_CLIENT_SECRET,
                        ConfigDef.Type.PASSWORD,
                        null,
                        Importance.MEDIUM,
                        "Client secret, for OAUTHBEARER.")
                .define(
                        BEARER_SCOPE,
                        ConfigDef.Type.STRING,
                        null,
                        Importance.LOW,
                        "Scope to ask for, for OAUTHBEARER; none without it.")
                .define(
                        BEARER_CLUSTER,
                        ConfigDef.Type.STRING,
                        null,
                        Importance.LOW,
                        "Logical cluster, sent as header target-sr-cluster with bearer tokens.")
                .define(
                        BEARER_POOL,
                        ConfigDef.Type.STRING,
                        null,
                        Importance.LOW,
                        "Identity pool, sent as header Confluent-Identity-Pool-Id with bearer tokens.")
                .define(
                        BEARER_BUFFER,
                        ConfigDef.Type.INT,
                        300,
                        Range.between(0, 3_600),
                        Importance.LOW,
                        "Seconds before its end at which a token is replaced; at the latest after half of its life. Where there is no other, it is used to its end.");
    }

    private static void defineHttp(ConfigDef def) {
        def.define(
                        CONNECT_TIMEOUT,
                        ConfigDef.Type.INT,
                        2000,
                        Range.between(1, 600_000),
                        Importance.LOW,
                        "Longest wait for a connection to one address. Confluent's default is 60000: too long for a stream thread that must poll.")
                .define(
                        READ_TIMEOUT,
                        ConfigDef.Type.INT,
                        5000,
                        Range.between(1, 600_000),
                        Importance.LOW,
                        "Longest wait for a complete answer from one address, connecting included. Confluent's default is 60000.")
                .define(PROXY_HOST, ConfigDef.Type.STRING, null, Importance.LOW, "Host of an HTTP proxy.")
                .define(
                        PROXY_PORT,
                        ConfigDef.Type.INT,
                        -1,
                        Range.between(-1, 65_535),
                        Importance.LOW,
                        "Port of the HTTP proxy.");
    }

    private static void defineCaching(ConfigDef def) {
        def.define(
                        MAX_RETRIES,
                        ConfigDef.Type.INT,
                        3,
                        Range.between(0, 100),
                        Importance.LOW,
                        "How often to ask again when a schema or subject is said not to exist. An outage is not retried here: it is reported at once and the caller waits.")
                .define(
                        RETRIES_WAIT,
                        ConfigDef.Type.INT,
                        100,
                        Range.between(1, 60_000),
                        Importance.LOW,
                        "Wait before the first of these retries; doubles each time. Confluent's default is 1000.")
                .define(
                        RETRIES_MAX_WAIT,
                        ConfigDef.Type.INT,
                        1000,
                        Range.between(1, 60_000),
                        Importance.LOW,
                        "Longest wait between two of these retries. Confluent's default is 20000.")
                .define(
                        CACHE_CAPACITY,
                        ConfigDef.Type.INT,
                        1000,
                        Range.between(1, 1_000_000),
                        Importance.LOW,
                        "How many schemas to remember, all subjects together.")
                .define(
                        LATEST_TTL,
                        ConfigDef.Type.LONG,
                        60L,
                        Range.atLeast(-1),
                        Importance.LOW,
                        "Seconds for which the latest version of a subject is remembered; -1 for ever. Confluent's default is -1.")
                .define(
                        MISSING_ID_TTL,
                        ConfigDef.Type.LONG,
                        10L,
                        Range.between(0, 300),
                        Importance.LOW,
                        "Seconds for which an unknown id is remembered as unknown. Confluent's default is 0.")
                .define(
                        MISSING_CAPACITY,
                        ConfigDef.Type.INT,
                        1000,
                        Range.between(1, 1_000_000),
                        Importance.LOW,
                        "How many unknown ids to remember.");
    }
}
