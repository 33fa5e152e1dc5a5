package textmill.topology.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import textmill.topology.config.ConfigException;
import textmill.topology.config.TextmillConfig;

/** The endpoint behind TLS and a login, as a configuration says. */
@Timeout(300)
class EndpointTlsTest {
    private static final String PASSWORD = "changeit";

    private final Path directory;
    private final X509Bundle authority;
    private final X509Bundle stranger;
    private final Map<String, String> settings = new HashMap<>();

    EndpointTlsTest(@TempDir Path directory) throws Exception {
        this.directory = directory;
        this.authority = authority("mill");
        this.stranger = authority("stranger");
    }

    @BeforeEach
    void configure() throws Exception {
        store("server", issued(authority, "server"));
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("root", authority.getRootCertificate());
        write("trust", trust);
        settings.put("bootstrap.servers", "127.0.0.1:1");
        settings.put("schema.registry.url", "http://127.0.0.1:1");
        settings.put("task.embeddings.model", "stub");
        settings.put("http.port", "0");
        settings.put("http.basic.auth.user.info", "ann:s3cret");
        settings.put(
                "http.ssl.keystore.location", directory.resolve("server.p12").toString());
        settings.put("http.ssl.keystore.type", "PKCS12");
        settings.put("http.ssl.keystore.password", PASSWORD);
        settings.put("http.ssl.key.password", PASSWORD);
    }

    @Test
    void shouldAnswerBehindTlsToThoseWhoLogIn() throws Exception {
        try (OperatorEndpoint endpoint = start()) {
            assertThat(endpoint.address().getScheme()).isEqualTo("https");
            assertThat(ask(endpoint, null, "ann:s3cret")).isEqualTo(200);
            assertThat(ask(endpoint, null, "ann:s3cre")).isEqualTo(401);
        }
    }

    @Test
    void shouldAnswerNobodyWhoDoesNotSpeakTls() throws Exception {
        try (OperatorEndpoint endpoint = start();
                RawClient client = new RawClient(endpoint.address())) {
            assertThat(client.get("/metrics").rest()).doesNotContain("HTTP/1.1");
            assertThat(ask(endpoint, null, "ann:s3cret")).isEqualTo(200);
        }
    }

    @Test
    void shouldWantACertificateWhereItIsToldTo() throws Exception {
        settings.put("http.ssl.client.auth", "required");
        settings.put(
                "http.ssl.truststore.location", directory.resolve("trust.p12").toString());
        settings.put("http.ssl.truststore.type", "PKCS12");
        settings.put("http.ssl.truststore.password", PASSWORD);
        try (OperatorEndpoint endpoint = start()) {
            assertThat(ask(endpoint, issued(authority, "client"), "ann:s3cret")).isEqualTo(200);
            assertThatThrownBy(() -> ask(endpoint, null, "ann:s3cret")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> ask(endpoint, issued(stranger, "client"), "ann:s3cret"))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void shouldSayWhyAStoreCannotBeUsedAndRepeatNoPassword() {
        settings.put("http.ssl.keystore.password", "wr0ng");

        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("The http.ssl.* settings cannot be used (")
                .hasMessageContaining("check location, password and type of the stores")
                .hasMessageNotContaining("wr0ng");
    }

    @Test
    void shouldWarnWhereAnybodyMayAskOnAnotherInterface() {
        assertThat(EndpointSettings.of(TextmillConfig.parse(settings)).warnings())
                .isEmpty();
        settings.put("http.host", "0.0.0.0");
        assertThat(EndpointSettings.of(TextmillConfig.parse(settings)).warnings())
                .isEmpty();
        settings.keySet().removeIf(key -> key.startsWith("http.ssl."));
        assertThat(EndpointSettings.of(TextmillConfig.parse(settings)).warnings())
                .singleElement()
                .asString()
                .startsWith(
                        "http.host = 0.0.0.0: the password of http.basic.auth.user.info travels without encryption");
        settings.remove("http.basic.auth.user.info");
        assertThat(EndpointSettings.of(TextmillConfig.parse(settings)).warnings())
                .singleElement()
                .asString()
                .startsWith("http.host = 0.0.0.0: whoever reaches this address can read metrics");
    }

    @Test
    void shouldNotRepeatALoginThatCannotBeOne() {
        settings.put("http.basic.auth.user.info", "s3cret-without-a-user");

        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("http.basic.auth.user.info: expected user:password")
                .hasMessageNotContaining("s3cret");
    }

    private OperatorEndpoint start() {
        return OperatorEndpoint.start(
                EndpointSettings.of(TextmillConfig.parse(settings)), new Site().pages(), Site.PATIENT);
    }

    private int ask(OperatorEndpoint endpoint, @Nullable X509Bundle shown, String login) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory keys = null;
        if (shown != null) {
            keys = shown.toKeyManagerFactory();
        }
        context.init(
                keys == null ? null : keys.getKeyManagers(), new TrustManager[] {authority.toTrustManager()}, null);
        HttpClient client = HttpClient.newBuilder().sslContext(context).build();
        URI page = endpoint.address().resolve("/metrics");
        return client.send(
                        HttpRequest.newBuilder(page)
                                .header(
                                        "Authorization",
                                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8)))
                                .timeout(Duration.ofSeconds(60))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static X509Bundle authority(String name) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static X509Bundle issued(X509Bundle by, String name) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .addSanIpAddress("127.0.0.1")
                .buildIssuedBy(by);
    }

    private void store(String name, X509Bundle bundle) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "key", bundle.getKeyPair().getPrivate(), PASSWORD.toCharArray(), bundle.getCertificatePathWithRoot());
        write(name, store);
    }

    private void write(String name, KeyStore store) throws GeneralSecurityException, IOException {
        try (OutputStream out = Files.newOutputStream(directory.resolve(name + ".p12"))) {
            store.store(out, PASSWORD.toCharArray());
        }
    }
}
