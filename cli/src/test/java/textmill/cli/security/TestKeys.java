package textmill.cli.security;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Two authorities and what they issued, good and bad, made anew for each run: nothing that is committed can expire. */
public final class TestKeys {
    /** Password of every store and key. */
    public static final String PASSWORD = "changeit";

    private static final Duration HOURS = Duration.ofHours(6);

    private final Path directory;
    private final CertificateBuilder template;
    private final X509Bundle authority;
    private final X509Bundle stranger;

    public TestKeys(Path directory) throws Exception {
        this.directory = directory;
        Instant now = Instant.now();
        this.template = new CertificateBuilder().notBefore(now.minus(HOURS)).notAfter(now.plus(HOURS));
        this.authority = authority("the mill's authority");
        this.stranger = authority("somebody else's authority");
        save("good", here("mill").buildIssuedBy(authority));
        save("foreign", here("mill").buildIssuedBy(stranger));
        save(
                "elsewhere",
                template.copy()
                        .subject("CN=elsewhere")
                        .addSanDnsName("elsewhere.example")
                        .buildIssuedBy(authority));
        save(
                "expired",
                here("mill")
                        .notBefore(now.minus(HOURS))
                        .notAfter(now.minus(Duration.ofHours(1)))
                        .buildIssuedBy(authority));
        trust("trust", authority);
        trust("trust-strangers", stranger);
    }

    private X509Bundle authority(String name) throws Exception {
        return template.copy()
                .subject("CN=" + name)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private CertificateBuilder here(String name) {
        return template.copy().subject("CN=" + name).addSanDnsName("localhost").addSanIpAddress("127.0.0.1");
    }

    private void save(String name, X509Bundle bundle) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "key", bundle.getKeyPair().getPrivate(), PASSWORD.toCharArray(), bundle.getCertificatePathWithRoot());
        write(name, store);
    }

    private void trust(String name, X509Bundle root) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", root.getRootCertificate());
        write(name, store);
    }

    private void write(String name, KeyStore store) throws GeneralSecurityException, IOException {
        try (OutputStream out = Files.newOutputStream(file(name))) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    /** A store: {@code good}, {@code foreign}, {@code elsewhere}, {@code expired}, {@code trust}, {@code trust-strangers}. */
    public Path file(String name) {
        return directory.resolve(name + ".p12");
    }

    /** Settings, by Kafka's names behind a prefix, to show a certificate. */
    public Map<String, String> show(String prefix, String name) {
        return Map.of(
                prefix + "ssl.keystore.location",
                file(name).toString(),
                prefix + "ssl.keystore.type",
                "PKCS12",
                prefix + "ssl.keystore.password",
                PASSWORD,
                prefix + "ssl.key.password",
                PASSWORD);
    }

    /** Settings, by Kafka's names behind a prefix, to trust an authority. */
    public Map<String, String> trust(String prefix, String name) {
        return Map.of(
                prefix + "ssl.truststore.location",
                file(name).toString(),
                prefix + "ssl.truststore.type",
                "PKCS12",
                prefix + "ssl.truststore.password",
                PASSWORD);
    }

    /** For a server that shows a certificate and trusts the mill's authority. */
    SSLContext server(String name) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load(name), PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load("trust"));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private KeyStore load(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(file(name).toFile())) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }
}
