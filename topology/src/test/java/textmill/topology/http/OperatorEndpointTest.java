package textmill.topology.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.topology.config.ConfigException;

/** What polite clients get. */
@Timeout(300)
class OperatorEndpointTest {
    private final Site site = new Site();

    @ParameterizedTest
    @CsvSource({
        "GET,/metrics,200,mill_texts 1",
        "GET,/metrics?name=x,200,mill_texts 1",
        "GET,/health/live,200,UP",
        "GET,/health/ready,503,topic payroll is gone",
        "GET,/info,200,{}",
        "GET,/below/x/y,200,below /below/x/y",
        "GET,/,404,nothing",
        "GET,/metrics/,404,nothing",
        "GET,/health,404,nothing",
        "GET,/metric%73,404,nothing",
        "GET,/broken,500,the log says why",
        "DELETE,/metrics,405,'expected GET, HEAD'",
        "POST,/metrics,405,'expected GET, HEAD'",
        "PUT,/try,405,'expected GET, HEAD, POST'",
    })
    void shouldAnswerByPathAndMethod(String method, String path, int status, String words) throws Exception {
        try (OperatorEndpoint endpoint = start(EndpointSettings.loopback(0))) {
            HttpResponse<String> answer =
                    send(request(endpoint, path).method(method, HttpRequest.BodyPublishers.noBody()));

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body()).contains(words).doesNotContain("canary");
            assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
            assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
        }
    }

    /** A probe with a mistyped path must not be told that all is well. */
    @ParameterizedTest
    @CsvSource({"/,200", "/healthz,404", "/health/redy,404", "/below/x,404"})
    void shouldServeThePageAtTheRootForThatPathAlone(String path, int status) throws Exception {
        Page root = request -> PageAnswer.text(200, "text/plain", "root");
        try (OperatorEndpoint endpoint =
                OperatorEndpoint.start(EndpointSettings.loopback(0), Map.of("/", root), Site.PATIENT)) {
            assertThat(send(request(endpoint, path).GET()).statusCode()).isEqualTo(status);
        }
    }

    @Test
    void shouldAnswerHeadWithoutABodyAndKeepTheConnection() throws Exception {
        try (OperatorEndpoint endpoint = start(EndpointSettings.loopback(0));
                RawClient client = new RawClient(endpoint.address())) {
            client.send("HEAD /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.until("\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("content-length: 13\r\n");

            client.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nmill_texts 1\n");
        }
    }

    @Test
    void shouldTakeWhatIsPostedUpToALimit() throws Exception {
        try (OperatorEndpoint endpoint = start(EndpointSettings.loopback(0))) {
            String fits = "x".repeat(Site.LONGEST_BODY);
            HttpResponse<String> taken =
                    send(request(endpoint, "/try").POST(HttpRequest.BodyPublishers.ofString(fits)));
            String tooLong = fits + "x";
            String announced = post(endpoint, "Content-Length: " + tooLong.length(), tooLong);
            String inChunks = post(
                    endpoint,
                    "Transfer-Encoding: chunked",
                    Integer.toHexString(tooLong.length()) + "\r\n" + tooLong + "\r\n0\r\n\r\n");

            assertThat(taken.statusCode()).isEqualTo(200);
            assertThat(taken.headers().firstValue("x-own")).hasValue("1");
            assertThat(announced).startsWith("HTTP/1.1 413 ");
            assertThat(inChunks).startsWith("HTTP/1.1 413 ");
            assertThat(site.posted).containsExactly(fits);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8099",
                "127.0.0.1",
                "10.1.2.3:8099",
                "[::1]:8099",
                "[::1]",
                "mill.example",
                "mill.example.:1"
            })
    void shouldAnswerUnderItsOwnNames(String host) throws Exception {
        assertThat(ask("GET /info HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "evil.example:127.0.0.1",
                "127.0.0.1.evil.example",
                "0x7f.1",
                "",
                "[::1].evil.example",
                "localhost:80:80",
                "localhost@evil.example",
            })
    void shouldRefuseOtherNames(String host) throws Exception {
        assertThat(ask("GET /info HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                .startsWith("HTTP/1.1 421 ")
                .contains("http.allowed.hosts");
    }

    @ParameterizedTest
    @CsvSource({
        "'GET /info HTTP/1.1\r\n\r\n',400",
        "'GET /info HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n',400",
        "'GET http://localhost/info HTTP/1.1\r\nHost: localhost\r\n\r\n',400",
        "'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n',400",
        "'GET /info HTTP/1.0\r\n\r\n',200",
    })
    void shouldWantOneHost(String request, int status) throws Exception {
        assertThat(ask(request)).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void shouldAnswerWhereAnyNameIsAllowed() throws Exception {
        EndpointSettings settings = new EndpointSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of("*"),
                Optional.empty(),
                Optional.empty());
        try (OperatorEndpoint endpoint = start(settings);
                RawClient client = new RawClient(endpoint.address())) {
            client.send("GET /info HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void shouldWantALoginForAllButTheWordOfHealth() throws Exception {
        EndpointSettings settings = new EndpointSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(),
                Optional.of(new Login("ann:correct horse:battery")),
                Optional.empty());
        try (OperatorEndpoint endpoint = start(settings)) {
            for (String header : List.of(
                    "",
                    "Basic",
                    "Basic ",
                    "Basic %%%",
                    "Bearer x",
                    basic("ann:correct horse"),
                    basic("ann:correct horse:battery "),
                    basic("bob:correct horse:battery"))) {
                HttpRequest.Builder asked = request(endpoint, "/metrics");
                HttpResponse<String> answer = send(header.isEmpty() ? asked : asked.header("Authorization", header));
                assertThat(answer.statusCode()).as(header).isEqualTo(401);
                assertThat(answer.headers().firstValue("www-authenticate").orElse(""))
                        .startsWith("Basic realm=");
            }
            String right = basic("ann:correct horse:battery");
            assertThat(send(request(endpoint, "/metrics").header("Authorization", right))
                            .statusCode())
                    .isEqualTo(200);
            // What is not there is nobody's business either
            assertThat(send(request(endpoint, "/no/such/page")).statusCode()).isEqualTo(401);

            HttpResponse<String> bare = send(request(endpoint, "/health/ready"));
            HttpResponse<String> whole = send(request(endpoint, "/health/ready").header("Authorization", right));
            assertThat(bare.statusCode()).isEqualTo(503);
            assertThat(bare.body()).isEqualTo("{\"status\":\"DOWN\"}\n");
            assertThat(whole.body()).contains("topic payroll is gone");
        }
    }

    @Test
    void shouldSayThatAPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(EndpointSettings.loopback(taken.getLocalPort())))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("http.port = " + taken.getLocalPort() + ": cannot listen there")
                    .hasMessageContaining("Choose another port");
        }
    }

    private OperatorEndpoint start(EndpointSettings settings) {
        return OperatorEndpoint.start(settings, site.pages(), Site.PATIENT);
    }

    /** Head and body in one piece: a refusal follows the head, and the connection stays only for a moment behind it. */
    private static String post(OperatorEndpoint endpoint, String length, String body) throws IOException {
        try (RawClient client = new RawClient(endpoint.address())) {
            return client.send("POST /try HTTP/1.1\r\nHost: localhost\r\n" + length + "\r\n\r\n" + body)
                    .rest();
        }
    }

    private String ask(String request) throws IOException {
        EndpointSettings settings = new EndpointSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of("mill.example"),
                Optional.empty(),
                Optional.empty());
        try (OperatorEndpoint endpoint = start(settings);
                RawClient client = new RawClient(endpoint.address())) {
            return client.send(request).rest();
        }
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(UTF_8));
    }

    private static HttpRequest.Builder request(OperatorEndpoint endpoint, String path) {
        return HttpRequest.newBuilder(endpoint.address().resolve(path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
