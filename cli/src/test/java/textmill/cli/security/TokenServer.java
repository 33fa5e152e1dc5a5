package textmill.cli.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An OAuth server: client credentials against signed tokens, and its public key. */
public final class TokenServer implements AutoCloseable {
    /** The client that it knows. */
    public static final String CLIENT = "mill";

    /** Its secret. */
    public static final String SECRET = "mill-oauth-secret";

    /** For whom its tokens are, unless another scope is asked for. */
    public static final String AUDIENCE = "here";

    /** Who signs them. */
    public static final String ISSUER = "https://login.example.com";

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final HttpServer server;
    private final KeyPair keys;
    private final ObjectMapper json = new ObjectMapper();

    public TokenServer() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        this.keys = generator.generateKeyPair();
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/token", this::token);
        server.createContext("/keys", this::keys);
        server.start();
    }

    /** Where tokens are. */
    public String tokenUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    /** Where the public key is. */
    public String keysUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
    }

    private void token(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String expected = "Basic " + Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(UTF_8));
        boolean known = expected.equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (!known || !form.contains("grant_type=client_credentials")) {
            answer(exchange, 401, Map.of("error", "invalid_client"));
            return;
        }
        String audience = form.contains("scope=elsewhere") ? "elsewhere" : AUDIENCE;
        answer(exchange, 200, Map.of("access_token", token(audience), "token_type", "Bearer", "expires_in", 3600));
    }

    /** A signed token. */
    private String token(String audience) throws IOException {
        long now = Instant.now().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", ISSUER);
        claims.put("sub", CLIENT);
        claims.put("aud", audience);
        claims.put("scope", "mill");
        claims.put("iat", now);
        claims.put("exp", now + 3600);
        String signed = part(Map.of("alg", "RS256", "kid", "1", "typ", "JWT")) + "." + part(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(UTF_8));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private String part(Map<String, ?> content) throws IOException {
        return BASE64.encodeToString(json.writeValueAsBytes(content));
    }

    private void keys(HttpExchange exchange) throws IOException {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        answer(
                exchange,
                200,
                Map.of(
                        "keys",
                        List.of(Map.of(
                                "kty", "RSA",
                                "kid", "1",
                                "use", "sig",
                                "alg", "RS256",
                                "n", number(key.getModulus()),
                                "e", number(key.getPublicExponent())))));
    }

    private static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        return BASE64.encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
    }

    private void answer(HttpExchange exchange, int status, Object content) throws IOException {
        try (exchange) {
            byte[] bytes = json.writeValueAsBytes(content);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
