package textmill.schema.registry;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.schema.registry.StubServer.Answer;

/** Answers that are none: nothing is concluded from them, nothing of them is remembered. */
class RegistryOutageTest {
    private static final int TRIES = 10;
    private static final Schema SCHEMA =
            SchemaBuilder.record("shop.Order").fields().requiredString("text").endRecord();
    private static final String FOUND = "{\"schema\":\"{\\\"type\\\":\\\"string\\\"}\"}";

    private final StubServer server = StubServer.http();
    private final StubServer second = StubServer.http();

    @AfterEach
    void close() {
        server.close();
        second.close();
    }

    static Stream<Arguments> silences() {
        return Stream.of(
                Arguments.of(Answer.error(500, 50001), "500"),
                Arguments.of(Answer.error(503, 50003), "503"),
                Arguments.of(new Answer(502, "<html>Bad gateway</html>"), "502"),
                Arguments.of(new Answer(504, ""), "504"),
                Arguments.of(Answer.error(401, 40101), "401"),
                Arguments.of(Answer.error(403, 40301), "403"),
                Arguments.of(Answer.error(408, 40801), "408"),
                Arguments.of(Answer.error(429, 42901), "429"),
                Arguments.of(Answer.error(400, 400), "400"),
                Arguments.of(new Answer(404, "<html>nginx</html>"), "404"),
                Arguments.of(new Answer(404, "{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}"), "404"),
                Arguments.of(new Answer(404, "{\"message\":\"no Route matched\"}"), "404"),
                Arguments.of(new Answer(302, ""), "put the final address into schema.registry.url"),
                Arguments.of(Answer.ok("{}"), "is this a schema registry?"),
                Arguments.of(Answer.ok("[]"), "is this a schema registry?"),
                Arguments.of(Answer.ok("null"), "is this a schema registry?"),
                Arguments.of(
                        Answer.ok("{\"schema\":{\"type\":\"string\"},\"id\":\"5\"}"), "is this a schema registry?"),
                Arguments.of(Answer.ok("{\"login\":\"needed\"}"), "is this a schema registry?"),
                Arguments.of(new Answer(200, "{\"schema\":\"".concat("x".repeat(33 << 20))), "larger than"),
                Arguments.of(Answer.ok("<html>log in</html>"), "no JSON"),
                Arguments.of(Answer.ok(""), "no JSON"),
                Arguments.of(Answer.stall(), "no complete answer within 2000 ms"),
                Arguments.of(Answer.stallInBody("{\"schema\":"), "no complete answer within 2000 ms"));
    }

    @ParameterizedTest
    @MethodSource("silences")
    void shouldNotTakeSilenceForAVerdict(Answer silence, String words) {
        // Only a server that stalls is given little time: the others are to be told apart, however slow the machine.
        boolean stalls = silence.status() < 0;
        SchemaRegistry registry = server.connect(stalls ? Map.of("http.read.timeout.ms", 2_000) : Map.of());

        // When the registry has a bad moment, on each kind of question
        server.answer(silence);
        assertThatThrownBy(() -> registry.byId(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining(words)
                .hasMessageContaining(server.url());
        assertThatThrownBy(() -> registry.register("s", SCHEMA)).isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> registry.idOf("s", SCHEMA)).isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> registry.latest("s")).isInstanceOf(RegistryUnavailableException.class);
        // What was given up so soon may not have arrived.
        assertThat(server.requests).hasSizeBetween(stalls ? 0 : 4, 4);

        // Then nothing of it is remembered
        int tries = stalls ? TRIES : 1;
        server.answer(Answer.ok("{\"schema\":\"\\\"string\\\"\",\"id\":5,\"version\":1}"));
        assertThat(answer(tries, () -> registry.byId(7))).isEqualTo(Schema.create(Schema.Type.STRING));
        assertThat(answer(tries, () -> registry.register("s", SCHEMA))).isEqualTo(5);
        assertThat(answer(tries, () -> registry.idOf("s", SCHEMA))).isEqualTo(5);
        assertThat(answer(tries, () -> registry.latest("s").id())).isEqualTo(5);
    }

    /**
     * Where so little time is given, a machine that stands uses it up as well. Something that is remembered would be said each
     * time without any delay.
     */
    private static <T> T answer(int tries, Supplier<T> question) {
        for (int i = 1; i < tries; i++) {
            try {
                return question.get();
            } catch (RegistryUnavailableException e) {
                assertThat(e).hasMessageContaining("no complete answer within");
            }
        }
        return question.get();
    }

    @Test
    void shouldNotTakeARefusedConnectionForAVerdict() throws IOException {
        try (Socket bound = nobody()) {
            String nobody = "http://localhost:" + bound.getLocalPort();
            Map<String, Object> configs = server.configs();
            configs.put("schema.registry.url", nobody);

            assertThatThrownBy(() -> SchemaRegistry.connect(configs).byId(7))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining(nobody)
                    .hasMessageContaining("ConnectException");
        }
    }

    @Test
    void shouldServeKnownIdsWhileTheRegistryIsDown() {
        server.answer(Answer.ok(FOUND));
        SchemaRegistry registry = server.connect(Map.of());
        registry.byId(1);

        server.close();

        assertThat(registry.byId(1)).isEqualTo(Schema.create(Schema.Type.STRING));
        assertThatThrownBy(() -> registry.byId(2)).isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void shouldGoToTheNextAddressAndStayThere() {
        server.answer(Answer.error(500, 50001));
        second.answer(Answer.ok(FOUND));
        SchemaRegistry registry = connectToBoth();

        registry.byId(1);
        registry.byId(2);

        assertThat(server.requests).hasSize(1);
        assertThat(second.requests).hasSize(2);
    }

    @Test
    void shouldComeBackToTheFirstAddressWhenTheSecondFails() {
        server.answerInTurn(Answer.error(500, 50001), Answer.ok(FOUND));
        second.answerInTurn(Answer.ok(FOUND), Answer.error(500, 50001));
        SchemaRegistry registry = connectToBoth();

        registry.byId(1);
        registry.byId(2);

        assertThat(server.requests).hasSize(2);
        assertThat(second.requests).hasSize(2);
    }

    /** One address is dead, one speaks another protocol, one refuses the login, and one is a registry. */
    @Test
    void shouldFindTheOneThatAnswersInAMixedList() throws IOException {
        // Given
        server.answer(Answer.error(401, 40101));
        second.answer(Answer.ok(FOUND));
        try (Socket nobody = nobody();
                ServerSocket plain = plain()) {
            String dead = "http://localhost:" + nobody.getLocalPort();
            String tls = "https://localhost:" + plain.getLocalPort();
            SchemaRegistry registry = connect(dead + " , " + tls + "/," + server.url() + " ,  " + second.url() + "/ ");

            // When
            registry.byId(1);
            registry.byId(2);
        }

        // Then the others are asked once
        assertThat(second.requests).hasSize(2);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void shouldTellWhatEachAddressSaid() {
        server.answer(Answer.error(500, 50001));
        second.answer(Answer.error(401, 40101));

        assertThatThrownBy(() -> connectToBoth().byId(1))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining(server.url() + ": status 500")
                .hasMessageContaining(second.url() + ": status 401");
    }

    @Test
    void shouldNotAskTheNextAddressAfterAVerdict() {
        server.answer(Answer.error(409, 409));
        second.answer(Answer.ok("{\"id\":1}"));

        RegistryRefusedException refusal = catchThrowableOfType(
                RegistryRefusedException.class, () -> connectToBoth().register("s", SCHEMA));

        assertThat(refusal.status()).isEqualTo(409);
        assertThat(refusal.isNotFound()).isFalse();
        assertThat(second.requests).isEmpty();
    }

    @Test
    void shouldGiveUpWaitingWhenInterrupted() {
        server.answer(Answer.stall());

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> server.connect(Map.of()).byId(1)).isInstanceOf(RegistryUnavailableException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Has a port at which nobody listens, and which nobody else is given meanwhile. */
    private static Socket nobody() throws IOException {
        Socket bound = new Socket();
        bound.bind(new InetSocketAddress(InetAddress.getByName("localhost"), 0));
        return bound;
    }

    /** Answers TLS as web servers do where they speak plain HTTP: at once, other than those that wait for the end of a line. */
    private static ServerSocket plain() throws IOException {
        ServerSocket listening = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        Thread answering = new Thread(() -> {
            while (!listening.isClosed()) {
                try (Socket client = listening.accept()) {
                    client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                } catch (IOException e) {
                    // The client has gone, or the test is over.
                }
            }
        });
        answering.setDaemon(true);
        answering.start();
        return listening;
    }

    private SchemaRegistry connectToBoth() {
        return connect(server.url() + "," + second.url());
    }

    private SchemaRegistry connect(String addresses) {
        Map<String, Object> configs = server.configs();
        configs.put("schema.registry.url", addresses);
        return SchemaRegistry.connect(configs);
    }
}
