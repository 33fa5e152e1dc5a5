package textmill.topology.config;

import java.util.List;
import java.util.Locale;

/** Who may ask the HTTP endpoint, and how. */
public final class EndpointKeys {
    private EndpointKeys() {}

    /** What stands before Kafka's names of TLS settings. */
    public static final String PREFIX = "http.";

    /** Whether clients show certificates. */
    public enum ClientCertificates {
        /** They are not asked for. */
        NONE,
        /** They are checked where there is one. */
        REQUESTED,
        /** Without one there is no connection. */
        REQUIRED;

        /** As Kafka writes it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Names against DNS rebinding. */
    public static final Key<List<String>> ALLOWED_HOSTS = Key.optional(
            "http.allowed.hosts",
            Rule.texts(),
            "Host names under which the endpoint may be asked, separated by commas, beside `localhost`, the value of `http.host` and addresses in digits; `*` for any. A request for another name is refused (421): a web page whose name points to this machine must not read what is here.");

    /** The login. */
    public static final Key<String> USER_INFO = Key.optional(
            "http.basic.auth.user.info",
            SecretRules.login(),
            "`user:password` that clients must send (HTTP basic authentication). Without a login `/health/live` and `/health/ready` say UP or DOWN and no reasons; everything else is refused (401). Without this key nobody is asked.");

    /** Key and certificate. */
    public static final Key<String> KEYSTORE = Key.optional(
            "http.ssl.keystore.location",
            Rule.text(),
            "File with key and certificate of the endpoint. With it the endpoint speaks https. The keys below are Kafka's, with the same meaning.");

    /** Type of that file. */
    public static final Key<String> KEYSTORE_TYPE =
            Key.optional("http.ssl.keystore.type", Rule.text(), "`JKS` (without this key), `PKCS12` or `PEM`.");

    /** Password of that file. */
    public static final Key<String> KEYSTORE_PASSWORD =
            Key.optional("http.ssl.keystore.password", SecretRules.secret(1), "Password of that file.");

    /** Password of the key in it. */
    public static final Key<String> KEY_PASSWORD = Key.optional(
            "http.ssl.key.password", SecretRules.secret(1), "Password of the key in it, if it has one of its own.");

    /** Whom to trust. */
    public static final Key<String> TRUSTSTORE = Key.optional(
            "http.ssl.truststore.location",
            Rule.text(),
            "File with the authorities that certificates of clients must come from.");

    /** Type of that file. */
    public static final Key<String> TRUSTSTORE_TYPE =
            Key.optional("http.ssl.truststore.type", Rule.text(), "`JKS` (without this key), `PKCS12` or `PEM`.");

    /** Password of that file. */
    public static final Key<String> TRUSTSTORE_PASSWORD =
            Key.optional("http.ssl.truststore.password", SecretRules.secret(1), "Password of that file.");

    /** Whether clients show certificates. */
    public static final Key<ClientCertificates> CLIENT_AUTH = Key.of(
            "http.ssl.client.auth",
            Rule.word(ClientCertificates.class, ClientCertificates::word),
            ClientCertificates.NONE,
            "Whether clients must show a certificate: `required`, `requested` or `none`.");

    /** Those that are passed to Kafka's reader of key stores, without the prefix. */
    public static final List<Key<String>> STORES = List.of(
            KEYSTORE, KEYSTORE_TYPE, KEYSTORE_PASSWORD, KEY_PASSWORD, TRUSTSTORE, TRUSTSTORE_TYPE, TRUSTSTORE_PASSWORD);

    static final Section SECTION = new Section(
            "HTTP endpoint",
            false,
            List.of(
                    ALLOWED_HOSTS,
                    USER_INFO,
                    KEYSTORE,
                    KEYSTORE_TYPE,
                    KEYSTORE_PASSWORD,
                    KEY_PASSWORD,
                    TRUSTSTORE,
                    TRUSTSTORE_TYPE,
                    TRUSTSTORE_PASSWORD,
                    CLIENT_AUTH));
}
