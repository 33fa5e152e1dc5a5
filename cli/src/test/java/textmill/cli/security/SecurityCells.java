package textmill.cli.security;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The matrix: with whom, how, and what comes of it. The page on security lists it. */
public final class SecurityCells {
    private static final String MODULES = "org.apache.kafka.common.security.";
    private static final String SCRAM = MODULES + "scram.ScramLoginModule required username=\"mill\" password=\"%s\";";
    private static final String PLAIN = MODULES + "plain.PlainLoginModule required username=\"mill\" password=\"%s\";";
    private static final String BROKERS = "brokers";
    private static final String REGISTRY = "registry";

    private SecurityCells() {}

    /** All of them. */
    public static List<SecurityCell> all() {
        return Stream.of(brokers(), badBrokers(), badLogins(), registries(), badRegistries())
                .flatMap(List::stream)
                .toList();
    }

    private static List<SecurityCell> brokers() {
        return List.of(
                works(BROKERS, "TLS with an authority of one's own", site -> tls(site, "TLS", "trust")),
                works(
                        BROKERS,
                        "TLS in both directions",
                        site -> plus(tls(site, "MTLS", "trust"), site.keys().show("kafka.", "good"))),
                works(
                        BROKERS,
                        "SASL/SCRAM-SHA-512 over TLS",
                        site -> sasl(site, "SCRAM", "SCRAM-SHA-512", SCRAM.formatted(SecuritySite.PASSWORD))),
                works(
                        BROKERS,
                        "SASL/PLAIN over TLS",
                        site -> sasl(site, "PLAIN", "PLAIN", PLAIN.formatted(SecuritySite.PASSWORD))),
                works(
                        BROKERS,
                        "SASL/OAUTHBEARER over TLS, token server among the allowed URLs",
                        site -> oauth(site, site.tokens().tokenUrl(), TokenServer.SECRET, "mill")));
    }

    private static List<SecurityCell> badBrokers() {
        return List.of(
                refused(BROKERS, "certificate of another authority", site -> tls(site, "TLS", "trust-strangers")),
                refused(BROKERS, "certificate that has expired", site -> tls(site, "EXPIRED", "trust")),
                refused(BROKERS, "certificate of another host", site -> tls(site, "ELSEWHERE", "trust")),
                refused(BROKERS, "none of ours where one is wanted", site -> tls(site, "MTLS", "trust")),
                refused(
                        BROKERS,
                        "one of ours from another authority",
                        site -> plus(tls(site, "MTLS", "trust"), site.keys().show("kafka.", "foreign"))),
                refused(
                        BROKERS,
                        "one of ours that has expired",
                        site -> plus(tls(site, "MTLS", "trust"), site.keys().show("kafka.", "expired"))),
                refused(
                        BROKERS,
                        "wrong password of our key store",
                        site -> plus(
                                plus(tls(site, "MTLS", "trust"), site.keys().show("kafka.", "good")),
                                Map.of("kafka.ssl.keystore.password", "wrong-password"))),
                refused(
                        BROKERS,
                        "TLS where none is spoken",
                        site -> plus(
                                tls(site, "TLS", "trust"),
                                Map.of("bootstrap.servers", site.broker("PLAINTEXT"), "start.timeout.ms", "3000"))),
                refused(
                        BROKERS,
                        "no TLS where it is spoken",
                        site -> Map.of("bootstrap.servers", site.broker("TLS"), "start.timeout.ms", "3000")));
    }

    private static List<SecurityCell> badLogins() {
        return List.of(
                refused(
                        BROKERS,
                        "SCRAM, wrong password",
                        site -> sasl(site, "SCRAM", "SCRAM-SHA-512", SCRAM.formatted("wrong-password"))),
                refused(
                        BROKERS,
                        "PLAIN, wrong password",
                        site -> sasl(site, "PLAIN", "PLAIN", PLAIN.formatted("wrong-password"))),
                refused(
                        BROKERS,
                        "a mechanism that they do not have",
                        site -> sasl(site, "PLAIN", "SCRAM-SHA-512", SCRAM.formatted(SecuritySite.PASSWORD))),
                refused(
                        BROKERS,
                        "OAUTHBEARER, wrong secret",
                        site -> oauth(site, site.tokens().tokenUrl(), "wrong-secret", "mill")),
                refused(
                        BROKERS,
                        "OAUTHBEARER, a token for somebody else",
                        site -> oauth(site, site.tokens().tokenUrl(), TokenServer.SECRET, "elsewhere")),
                refused(
                        BROKERS,
                        "OAUTHBEARER, token server not among the allowed URLs",
                        site -> oauth(site, "http://127.0.0.1:1/token", TokenServer.SECRET, "mill")));
    }

    private static List<SecurityCell> registries() {
        return List.of(
                works(REGISTRY, "https with an authority of one's own", site -> https(site, "open", "trust")),
                works(
                        REGISTRY,
                        "TLS in both directions",
                        site -> plus(https(site, "mtls", "trust"), site.keys().show("schema.registry.", "good"))),
                works(
                        REGISTRY,
                        "user and password in the address",
                        site -> plus(
                                https(site, "basic", "trust"),
                                Map.of(
                                        "schema.registry.url",
                                        "https://mill:" + SecuritySite.PASSWORD + "@" + site.registry("basic")))),
                works(
                        REGISTRY,
                        "user and password (USER_INFO)",
                        site -> plus(https(site, "basic", "trust"), basic(SecuritySite.PASSWORD))),
                works(
                        REGISTRY,
                        "a token (STATIC_TOKEN)",
                        site -> plus(https(site, "bearer", "trust"), bearer(SecuritySite.TOKEN))),
                works(
                        REGISTRY,
                        "OAuth client credentials (OAUTHBEARER)",
                        site -> plus(
                                https(site, "oauth", "trust"),
                                clientCredentials(site.tokens().tokenUrl(), TokenServer.SECRET))));
    }

    private static List<SecurityCell> badRegistries() {
        return List.of(
                refused(REGISTRY, "certificate of another authority", site -> https(site, "foreign", "trust")),
                refused(REGISTRY, "certificate that has expired", site -> https(site, "expired", "trust")),
                refused(REGISTRY, "certificate of another host", site -> https(site, "elsewhere", "trust")),
                refused(REGISTRY, "none of ours where one is wanted", site -> https(site, "mtls", "trust")),
                refused(
                        REGISTRY,
                        "one of ours from another authority",
                        site -> plus(https(site, "mtls", "trust"), site.keys().show("schema.registry.", "foreign"))),
                refused(
                        REGISTRY,
                        "one of ours that has expired",
                        site -> plus(https(site, "mtls", "trust"), site.keys().show("schema.registry.", "expired"))),
                refused(
                        REGISTRY,
                        "wrong password of our key store",
                        site -> plus(
                                plus(https(site, "mtls", "trust"), site.keys().show("schema.registry.", "good")),
                                Map.of("schema.registry.ssl.keystore.password", "wrong-password"))),
                refused(
                        REGISTRY,
                        "wrong password",
                        site -> plus(https(site, "basic", "trust"), basic("wrong-password"))),
                refused(REGISTRY, "wrong token", site -> plus(https(site, "bearer", "trust"), bearer("wrong-token"))),
                refused(
                        REGISTRY,
                        "OAuth, wrong secret",
                        site -> plus(
                                https(site, "oauth", "trust"),
                                clientCredentials(site.tokens().tokenUrl(), "wrong-secret"))),
                refused(
                        REGISTRY,
                        "OAuth, token server not among the allowed URLs",
                        site -> plus(
                                https(site, "oauth", "trust"),
                                clientCredentials("http://127.0.0.1:1/token", TokenServer.SECRET))),
                refused(
                        REGISTRY,
                        "no TLS where it is spoken",
                        site -> Map.of(
                                "schema.registry.url", "http://" + site.registry("open"), "start.timeout.ms", "5000")));
    }

    private static SecurityCell works(String with, String what, Function<SecuritySite, Map<String, String>> settings) {
        return new SecurityCell(with, what, settings, true);
    }

    private static SecurityCell refused(
            String with, String what, Function<SecuritySite, Map<String, String>> settings) {
        return new SecurityCell(with, what, settings, false);
    }

    private static Map<String, String> tls(SecuritySite site, String listener, String trust) {
        return plus(
                site.keys().trust("kafka.", trust),
                Map.of("kafka.security.protocol", "SSL", "bootstrap.servers", site.broker(listener)));
    }

    private static Map<String, String> sasl(SecuritySite site, String listener, String mechanism, String jaas) {
        return plus(
                tls(site, listener, "trust"),
                Map.of(
                        "kafka.security.protocol", "SASL_SSL",
                        "kafka.sasl.mechanism", mechanism,
                        "kafka.sasl.jaas.config", jaas));
    }

    private static Map<String, String> oauth(SecuritySite site, String url, String secret, String scope) {
        return plus(
                sasl(
                        site,
                        "OAUTH",
                        "OAUTHBEARER",
                        MODULES + "oauthbearer.OAuthBearerLoginModule required clientId=\"" + TokenServer.CLIENT
                                + "\" clientSecret=\"" + secret + "\" scope=\"" + scope + "\";"),
                Map.of(
                        "kafka.sasl.oauthbearer.token.endpoint.url",
                        url,
                        "kafka.sasl.login.callback.handler.class",
                        MODULES + "oauthbearer.OAuthBearerLoginCallbackHandler"));
    }

    private static Map<String, String> https(SecuritySite site, String registry, String trust) {
        return plus(
                site.keys().trust("schema.registry.", trust),
                Map.of("schema.registry.url", "https://" + site.registry(registry)));
    }

    private static Map<String, String> basic(String password) {
        return Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "mill:" + password);
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", token);
    }

    private static Map<String, String> clientCredentials(String url, String secret) {
        return Map.of(
                "bearer.auth.credentials.source",
                "OAUTHBEARER",
                "bearer.auth.issuer.endpoint.url",
                url,
                "bearer.auth.client.id",
                TokenServer.CLIENT,
                "bearer.auth.client.secret",
                secret,
                "bearer.auth.scope",
                "mill",
                "bearer.auth.logical.cluster",
                "lsrc-1");
    }

    private static Map<String, String> plus(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }
}
