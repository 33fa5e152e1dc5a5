package textmill.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.events.TextEvent;
import textmill.schema.registry.StubServer.Answer;

class SchemaRegistryTest {
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

    @Test
    void shouldAskOnceForAnId() {
        server.answer(Answer.ok("{\"schema\":" + quoted(SCHEMA) + "}"));
        SchemaRegistry registry = connect(Map.of());

        assertThat(registry.byId(7)).isEqualTo(SCHEMA);
        assertThat(registry.byId(7)).isSameAs(registry.byId(7));

        assertThat(server.requests).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.path()).isEqualTo("/schemas/ids/7");
        });
    }

    @Test
    void shouldRememberABoundedNumberOfIds() {
        server.answer(Answer.ok(FOUND));
        SchemaRegistry registry = connect(Map.of("max.schemas.per.subject", 2));

        for (int round = 0; round < 2; round++) {
            for (int id = 1; id <= 10; id++) {
                registry.byId(id);
            }
        }

        // Two of the ten are remembered, whichever they are.
        assertThat(server.requests).hasSizeBetween(18, 20);
    }

    @Test
    void shouldRegisterOnce() {
        server.answer(Answer.ok("{\"id\":12}"));
        SchemaRegistry registry = connect(Map.of());

        assertThat(registry.register("a topic/ä-value", SCHEMA)).isEqualTo(12);
        assertThat(registry.register("a topic/ä-value", new Schema.Parser().parse(SCHEMA.toString())))
                .isEqualTo(12);

        assertThat(server.requests).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/subjects/a%20topic%2F%C3%A4-value/versions");
            assertThat(request.header("Content-Type")).isEqualTo("application/vnd.schemaregistry.v1+json");
            assertThat(request.body()).isEqualTo("{\"schema\":" + quoted(SCHEMA) + "}");
        });
    }

    @Test
    void shouldAskForNormalisationIfConfigured() {
        server.answer(Answer.ok("{\"id\":12}"));
        SchemaRegistry registry = connect(Map.of("normalize.schemas", true));

        registry.register("s", SCHEMA);
        registry.idOf("s", SCHEMA);

        assertThat(server.requests)
                .extracting(StubServer.Request::path)
                .containsExactly("/subjects/s/versions?normalize=true", "/subjects/s?normalize=true");
    }

    @Test
    void shouldReadTheLatestVersion() {
        server.answer(Answer.ok("{\"subject\":\"s\",\"version\":3,\"id\":12,\"schema\":" + quoted(SCHEMA) + "}"));

        assertThat(connect(Map.of()).latest("s")).isEqualTo(new RegisteredSchema("s", 3, 12, SCHEMA));
        assertThat(server.requests.get(0).path()).isEqualTo("/subjects/s/versions/latest");
    }

    @Test
    void shouldFetchReferencedSchemasFirst() {
        // Given a schema that uses a type of another subject, which uses a third
        server.answers = request -> switch (request.path()) {
            case "/schemas/ids/1" ->
                Answer.ok(
                        "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"A\\\",\\\"fields\\\":[{\\\"name\\\":\\\"b\\\",\\\"type\\\":\\\"B\\\"},"
                                + "{\\\"name\\\":\\\"c\\\",\\\"type\\\":\\\"C\\\"}]}\","
                                + "\"references\":[{\"name\":\"B\",\"subject\":\"b\",\"version\":2},{\"name\":\"C\",\"subject\":\"c\",\"version\":1}]}");
            // Deleted versions are hidden unless asked for, and records that were written with them remain.
            case "/subjects/b/versions/2?deleted=true" ->
                Answer.ok(
                        "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"B\\\",\\\"fields\\\":[{\\\"name\\\":\\\"c\\\",\\\"type\\\":\\\"C\\\"}]}\","
                                + "\"references\":[{\"name\":\"C\",\"subject\":\"c\",\"version\":1}]}");
            case "/subjects/c/versions/1?deleted=true" ->
                Answer.ok(
                        "{\"schema\":\"{\\\"type\\\":\\\"enum\\\",\\\"name\\\":\\\"C\\\",\\\"symbols\\\":[\\\"X\\\"]}\"}");
            default -> Answer.error(404, 40401);
        };

        Schema schema = connect(Map.of()).byId(1);

        assertThat(schema.getField("b").schema().getField("c").schema().getEnumSymbols())
                .containsExactly("X");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schema\":\"message A {}\",\"schemaType\":\"PROTOBUF\"}",
                "{\"schema\":\"{\\\"type\\\":\\\"no-such-type\\\"}\"}",
                "{\"schema\":\"\"}",
                "{\"schema\":\"null and void\"}",
                "{\"schema\":\"7\"}",
                "{\"schema\":\"{\"}"
            })
    void shouldSayThatASchemaIsUnreadable(String body) {
        server.answer(Answer.ok(body));

        assertThatThrownBy(() -> connect(Map.of()).byId(9))
                .isInstanceOf(UnreadableSchemaException.class)
                .hasMessageContaining("id 9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROTOBUF", "JSON"})
    void shouldNameTheTypeOfASchemaThatIsNotAvro(String type) {
        server.answer(Answer.ok("{\"schema\":\"message A {}\",\"schemaType\":\"" + type + "\"}"));

        assertThatThrownBy(() -> connect(Map.of()).byId(9))
                .isInstanceOfSatisfying(UnreadableSchemaException.class, e -> assertThat(e.type())
                        .isEqualTo(type))
                .hasMessageContaining(type);
    }

    @Test
    void shouldSayThatASchemaIsNestedTooDeep() {
        String nested = "{\\\"type\\\":\\\"array\\\",\\\"items\\\":".repeat(50_000);
        server.answer(Answer.ok("{\"schema\":\"" + nested + "\"}"));

        assertThatThrownBy(() -> connect(Map.of()).byId(9)).isInstanceOf(UnreadableSchemaException.class);
    }

    @Test
    void shouldNameAReferenceThatTheRegistryDoesNotHave() {
        server.answers = request -> request.path().startsWith("/schemas")
                ? Answer.ok("{\"schema\":\"{}\",\"references\":[{\"name\":\"B\",\"subject\":\"b\",\"version\":2}]}")
                : Answer.error(404, 40402);

        assertThatThrownBy(() -> connect(Map.of()).byId(1))
                .isInstanceOf(UnreadableSchemaException.class)
                .hasMessageContaining("under id 1 refers to version 2 of subject b");
    }

    @Test
    void shouldFindASchemaByItsGuid() {
        UUID guid = UUID.fromString("1a2b3c4d-0000-4000-8000-0123456789ab");
        server.answer(Answer.ok("{\"schema\":" + quoted(SCHEMA) + "}"));

        assertThat(connect(Map.of()).byGuid(guid)).isEqualTo(SCHEMA);

        assertThat(server.requests.get(0).path()).isEqualTo("/schemas/guids/" + guid);
    }

    @Test
    void shouldTellARegistryWithoutGuidsFromAWrongAddress() {
        UUID guid = new UUID(1, 2);
        server.answers =
                request -> request.path().equals("/schemas/types") ? Answer.ok("[\"AVRO\"]") : Answer.error(404, 404);
        assertThatThrownBy(() -> connect(Map.of()).byGuid(guid))
                .isInstanceOfSatisfying(RegistryRefusedException.class, e -> assertThat(e.isNotFound())
                        .isTrue())
                .hasMessageContaining("does not know schemas by their guid");

        server.answer(Answer.error(404, 404));
        assertThatThrownBy(() -> connect(Map.of()).byGuid(guid)).isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void shouldFindTheSchemaOfAGeneratedClassThatWasRegisteredFromItsFile() {
        // Given a registry that has the schema as it stands in the file, without the properties of Avro's generator
        Schema file = new Schema.Parser()
                .parse(TextEvent.getClassSchema().toString().replace(",\"avro.java.string\":\"String\"", ""));
        server.answers = request -> request.body().equals("{\"schema\":" + quoted(file) + "}")
                ? Answer.ok("{\"id\":12}")
                : Answer.error(404, 40403);

        assertThat(connect(Map.of()).idOf("texts-value", TextEvent.getClassSchema()))
                .isEqualTo(12);

        // The class's own form is looked for first: Java producers register that.
        assertThat(server.requests).hasSize(2);
        assertThat(server.requests.get(0).body()).contains("avro.java.string");
    }

    @Test
    void shouldMakeOneShortLineOfWhateverARegistrySays() {
        String page = "a\\u001b[31m\\n\\tb\\u0000 ".repeat(1_000);
        for (int status : List.of(500, 409)) {
            server.answer(new Answer(status, "{\"error_code\":" + status + "01,\"message\":\"" + page + "\"}"));

            Throwable refusal = catchThrowable(() -> connect(Map.of()).register("a-value", TextEvent.getClassSchema()));

            assertThat(refusal.getMessage())
                    .contains("(", "a [31m b a")
                    .doesNotContainPattern("\\p{Cntrl}")
                    .hasSizeLessThan(600);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"subjects\":[]}", "[null]", "[\"a\",1]", "\"a\"", "7"})
    void shouldNotTakeAnythingForAListOfSubjects(String body) {
        server.answer(Answer.ok(body));

        assertThatThrownBy(() -> RestSchemaRegistry.connect(Map.of("schema.registry.url", server.url()))
                        .subjects())
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("is this a schema registry?");
    }

    @Test
    void shouldNotTakeANegativeIdForOne() {
        server.answer(Answer.ok("{\"id\":-1}"));

        assertThatThrownBy(() -> connect(Map.of()).register("a-value", TextEvent.getClassSchema()))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("no 'id' in it");
    }

    @Test
    void shouldTryThreeMoreTimesBeforeAnIdCountsAsUnknown() {
        server.answer(Answer.error(404, 40403));
        SchemaRegistry registry = connect(Map.of());

        RegistryRefusedException refusal = catchThrowableOfType(RegistryRefusedException.class, () -> registry.byId(7));

        assertThat(refusal.isNotFound()).isTrue();
        assertThat(refusal.errorCode()).isEqualTo(40403);
        assertThat(refusal).hasMessageContaining("/schemas/ids/7").hasMessageContaining("404");
        assertThat(server.requests).hasSize(4);
    }

    @Test
    void shouldFindAnIdThatTheRegistryLearnsMeanwhile() {
        server.answerInTurn(Answer.error(404, 40403), Answer.error(404, 40403), Answer.ok(FOUND));

        assertThat(connect(Map.of()).byId(7)).isEqualTo(Schema.create(Schema.Type.STRING));
        assertThat(server.requests).hasSize(3);
    }

    @Test
    void shouldNotAskAgainAtOnceForAnIdThatIsUnknown() {
        server.answer(Answer.error(404, 40403));
        SchemaRegistry registry = connect(Map.of("max.retries", 0));

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> registry.byId(7)).isInstanceOf(RegistryRefusedException.class);
        }

        assertThat(server.requests).hasSize(1);
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
        SchemaRegistry registry = connect(Map.of("http.read.timeout.ms", silence.status() < 0 ? 2_000 : 30_000));

        // When the registry has a bad moment, on each kind of question
        server.answer(silence);
        assertThatThrownBy(() -> registry.byId(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining(words)
                .hasMessageContaining(server.url());
        assertThatThrownBy(() -> registry.register("s", SCHEMA)).isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> registry.idOf("s", SCHEMA)).isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> registry.latest("s")).isInstanceOf(RegistryUnavailableException.class);
        assertThat(server.requests).hasSize(4);

        // Then nothing of it is remembered
        server.answer(Answer.ok("{\"schema\":\"\\\"string\\\"\",\"id\":5,\"version\":1}"));
        assertThat(registry.byId(7)).isEqualTo(Schema.create(Schema.Type.STRING));
        assertThat(registry.register("s", SCHEMA)).isEqualTo(5);
        assertThat(registry.idOf("s", SCHEMA)).isEqualTo(5);
        assertThat(registry.latest("s").id()).isEqualTo(5);
    }

    @Test
    void shouldNotTakeARefusedConnectionForAVerdict() throws IOException {
        String nobody = "http://localhost:" + freePort();

        assertThatThrownBy(() -> SchemaRegistry.connect(Map.of("schema.registry.url", nobody))
                        .byId(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining(nobody)
                .hasMessageContaining("ConnectException");
    }

    @Test
    void shouldServeKnownIdsWhileTheRegistryIsDown() {
        server.answer(Answer.ok(FOUND));
        SchemaRegistry registry = connect(Map.of());
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

        assertThatThrownBy(() -> connect(Map.of()).byId(1)).isInstanceOf(RegistryUnavailableException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldAdminister() {
        server.answers = request -> switch (request.method() + " " + request.path()) {
            case "GET /subjects" -> Answer.ok("[\"a\",\"b\"]");
            case "GET /subjects/a/versions" -> Answer.ok("[1,2]");
            case "GET /subjects/a/versions/2" ->
                Answer.ok("{\"subject\":\"a\",\"version\":2,\"id\":9,\"schema\":" + quoted(SCHEMA) + "}");
            case "POST /compatibility/subjects/a/versions/latest" -> Answer.ok("{\"is_compatible\":true}");
            case "GET /config/a?defaultToGlobal=true" -> Answer.ok("{\"compatibilityLevel\":\"FULL\"}");
            case "PUT /config/a" -> Answer.ok(request.body());
            default -> Answer.error(404, 40401);
        };
        RestSchemaRegistry registry = RestSchemaRegistry.connect(Map.of("schema.registry.url", server.url() + "/"));

        assertThat(registry.subjects()).containsExactly("a", "b");
        assertThat(registry.versions("a")).containsExactly(1, 2);
        assertThat(registry.version("a", 2)).isEqualTo(new RegisteredSchema("a", 2, 9, SCHEMA));
        assertThat(registry.isCompatible("a", SCHEMA)).isTrue();
        assertThat(registry.compatibility("a")).isEqualTo("FULL");
        registry.setCompatibility("a", "FULL_TRANSITIVE");
        assertThat(server.requests.get(server.requests.size() - 1).body())
                .isEqualTo("{\"compatibility\":\"FULL_TRANSITIVE\"}");
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            return socket.getLocalPort();
        }
    }

    private static String quoted(Schema schema) {
        return "\"" + schema.toString().replace("\"", "\\\"") + "\"";
    }

    private SchemaRegistry connect(Map<String, ?> configs) {
        Map<String, Object> all = new HashMap<>(configs);
        all.put("schema.registry.url", server.url());
        all.put("retries.wait.ms", 1);
        return SchemaRegistry.connect(all);
    }

    private SchemaRegistry connectToBoth() {
        return SchemaRegistry.connect(Map.of("schema.registry.url", server.url() + "," + second.url()));
    }
}
