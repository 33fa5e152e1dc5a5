package textmill.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.schema.registry.StubServer.Answer;

class RegistryTlsTest {
    private static final String PASSWORD = "changeit";

    private static Path directory = Path.of("");
    private static Path serverStore = Path.of("");
    private static Path clientStore = Path.of("");

    @BeforeAll
    static void makeKeys(@TempDir Path temporary) throws IOException, InterruptedException {
        directory = temporary;
        serverStore = makeKey("server");
        clientStore = makeKey("client");
    }

    @Test
    void shouldTrustTheConfiguredStore() throws Exception {
        try (StubServer server = server(false)) {
            assertThat(connect(server, Map.of("schema.registry.ssl.truststore.location", serverStore.toString()))
                            .byId(1))
                    .isEqualTo(Schema.create(Schema.Type.STRING));
        }
    }

    @Test
    void shouldNotTrustAStrangerAndCallThatAnOutage() throws Exception {
        try (StubServer server = server(false)) {
            assertThatThrownBy(() -> connect(
                                    server, Map.of("schema.registry.ssl.truststore.location", clientStore.toString()))
                            .byId(1))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining(
                            "put that authority's certificate into schema.registry.ssl.truststore.location")
                    .hasMessageNotContaining("SSLHandshakeException");
            assertThatThrownBy(() -> SchemaRegistry.connect(Map.of("schema.registry.url", server.url()))
                            .byId(1))
                    .isInstanceOf(RegistryUnavailableException.class);
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void shouldShowItsOwnCertificate() throws Exception {
        try (StubServer server = server(true)) {
            Map<String, Object> trustOnly = Map.of("schema.registry.ssl.truststore.location", serverStore.toString());
            assertThatThrownBy(() -> connect(server, trustOnly).byId(1))
                    .isInstanceOf(RegistryUnavailableException.class);

            Map<String, Object> both = new HashMap<>(trustOnly);
            both.put("schema.registry.ssl.keystore.location", clientStore.toString());
            both.put("schema.registry.ssl.keystore.password", PASSWORD);
            both.put("schema.registry.ssl.keystore.type", "PKCS12");
            both.put("schema.registry.ssl.key.password", PASSWORD);
            assertThat(connect(server, both).byId(1)).isEqualTo(Schema.create(Schema.Type.STRING));
        }
    }

    @Test
    void shouldSayWhyAStoreCannotBeUsed() throws Exception {
        Path empty = Files.createFile(directory.resolve("empty.p12"));
        try (StubServer server = server(false)) {
            assertThatThrownBy(
                            () -> connect(server, Map.of("schema.registry.ssl.truststore.location", empty.toString())))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("schema.registry.ssl.")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain(PASSWORD));
            assertThatThrownBy(
                            () -> connect(server, Map.of("schema.registry.ssl.truststore.location", "/no/such/file")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("/no/such/file");
        }
    }

    private static SchemaRegistry connect(StubServer server, Map<String, ?> configs) {
        server.answer(Answer.ok("{\"schema\":\"\\\"string\\\"\"}"));
        Map<String, Object> all = server.configs();
        all.putAll(configs);
        all.put("schema.registry.ssl.truststore.password", PASSWORD);
        all.put("schema.registry.ssl.truststore.type", "PKCS12");
        return SchemaRegistry.connect(all);
    }

    private static StubServer server(boolean needClientCertificate) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load(serverStore), PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load(clientStore));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return StubServer.https(context, needClientCertificate);
    }

    private static KeyStore load(Path store) throws Exception {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    /** A self-signed certificate for localhost, from the JDK's own tool. */
    private static Path makeKey(String name) throws IOException, InterruptedException {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        return store;
    }
}
