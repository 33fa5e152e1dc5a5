package textmill.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.events.TextEvent;
import textmill.schema.registry.StubServer.Answer;

/** What the client asks, once, and what it makes of good answers. */
class SchemaRegistryTest {
    private static final Schema SCHEMA =
            SchemaBuilder.record("shop.Order").fields().requiredString("text").endRecord();
    private static final String FOUND = "{\"schema\":\"{\\\"type\\\":\\\"string\\\"}\"}";

    private final StubServer server = StubServer.http();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldAskOnceForAnId() {
        server.answer(Answer.ok("{\"schema\":" + StubServer.quoted(SCHEMA) + "}"));
        SchemaRegistry registry = server.connect(Map.of());

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
        SchemaRegistry registry = server.connect(Map.of("max.schemas.per.subject", 2));

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
        SchemaRegistry registry = server.connect(Map.of());

        assertThat(registry.register("a topic/ä-value", SCHEMA)).isEqualTo(12);
        assertThat(registry.register("a topic/ä-value", new Schema.Parser().parse(SCHEMA.toString())))
                .isEqualTo(12);

        assertThat(server.requests).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/subjects/a%20topic%2F%C3%A4-value/versions");
            assertThat(request.header("Content-Type")).isEqualTo("application/vnd.schemaregistry.v1+json");
            assertThat(request.body()).isEqualTo("{\"schema\":" + StubServer.quoted(SCHEMA) + "}");
        });
    }

    @Test
    void shouldAskForNormalisationIfConfigured() {
        server.answer(Answer.ok("{\"id\":12}"));
        SchemaRegistry registry = server.connect(Map.of("normalize.schemas", true));

        registry.register("s", SCHEMA);
        registry.idOf("s", SCHEMA);

        assertThat(server.requests)
                .extracting(StubServer.Request::path)
                .containsExactly("/subjects/s/versions?normalize=true", "/subjects/s?normalize=true");
    }

    @Test
    void shouldReadTheLatestVersion() {
        server.answer(
                Answer.ok("{\"subject\":\"s\",\"version\":3,\"id\":12,\"schema\":" + StubServer.quoted(SCHEMA) + "}"));

        assertThat(server.connect(Map.of()).latest("s")).isEqualTo(new RegisteredSchema("s", 3, 12, SCHEMA));
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

        Schema schema = server.connect(Map.of()).byId(1);

        assertThat(schema.getField("b").schema().getField("c").schema().getEnumSymbols())
                .containsExactly("X");
    }

    @Test
    void shouldFindASchemaByItsGuid() {
        UUID guid = UUID.fromString("1a2b3c4d-0000-4000-8000-0123456789ab");
        server.answer(Answer.ok("{\"schema\":" + StubServer.quoted(SCHEMA) + "}"));

        assertThat(server.connect(Map.of()).byGuid(guid)).isEqualTo(SCHEMA);

        assertThat(server.requests.get(0).path()).isEqualTo("/schemas/guids/" + guid);
    }

    @Test
    void shouldTellARegistryWithoutGuidsFromAWrongAddress() {
        UUID guid = new UUID(1, 2);
        server.answers =
                request -> request.path().equals("/schemas/types") ? Answer.ok("[\"AVRO\"]") : Answer.error(404, 404);
        assertThatThrownBy(() -> server.connect(Map.of()).byGuid(guid))
                .isInstanceOfSatisfying(RegistryRefusedException.class, e -> assertThat(e.isNotFound())
                        .isTrue())
                .hasMessageContaining("does not know schemas by their guid");

        server.answer(Answer.error(404, 404));
        assertThatThrownBy(() -> server.connect(Map.of()).byGuid(guid))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void shouldFindTheSchemaOfAGeneratedClassThatWasRegisteredFromItsFile() {
        // Given a registry that has the schema as it stands in the file, without the properties of Avro's generator
        Schema file = new Schema.Parser()
                .parse(TextEvent.getClassSchema().toString().replace(",\"avro.java.string\":\"String\"", ""));
        server.answers = request -> request.body().equals("{\"schema\":" + StubServer.quoted(file) + "}")
                ? Answer.ok("{\"id\":12}")
                : Answer.error(404, 40403);

        assertThat(server.connect(Map.of()).idOf("texts-value", TextEvent.getClassSchema()))
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

            Throwable refusal =
                    catchThrowable(() -> server.connect(Map.of()).register("a-value", TextEvent.getClassSchema()));

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

        assertThatThrownBy(() -> RestSchemaRegistry.connect(server.configs()).subjects())
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("is this a schema registry?");
    }

    @Test
    void shouldNotTakeANegativeIdForOne() {
        server.answer(Answer.ok("{\"id\":-1}"));

        assertThatThrownBy(() -> server.connect(Map.of()).register("a-value", TextEvent.getClassSchema()))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("no 'id' in it");
    }

    @Test
    void shouldTryThreeMoreTimesBeforeAnIdCountsAsUnknown() {
        server.answer(Answer.error(404, 40403));
        SchemaRegistry registry = server.connect(Map.of());

        RegistryRefusedException refusal = catchThrowableOfType(RegistryRefusedException.class, () -> registry.byId(7));

        assertThat(refusal.isNotFound()).isTrue();
        assertThat(refusal.errorCode()).isEqualTo(40403);
        assertThat(refusal).hasMessageContaining("/schemas/ids/7").hasMessageContaining("404");
        assertThat(server.requests).hasSize(4);
    }

    @Test
    void shouldFindAnIdThatTheRegistryLearnsMeanwhile() {
        server.answerInTurn(Answer.error(404, 40403), Answer.error(404, 40403), Answer.ok(FOUND));

        assertThat(server.connect(Map.of()).byId(7)).isEqualTo(Schema.create(Schema.Type.STRING));
        assertThat(server.requests).hasSize(3);
    }

    @Test
    void shouldNotAskAgainAtOnceForAnIdThatIsUnknown() {
        server.answer(Answer.error(404, 40403));
        SchemaRegistry registry = server.connect(Map.of("max.retries", 0, "missing.id.cache.ttl.sec", 300));

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> registry.byId(7)).isInstanceOf(RegistryRefusedException.class);
        }

        assertThat(server.requests).hasSize(1);
    }

    @Test
    void shouldAdminister() {
        server.answers = request -> switch (request.method() + " " + request.path()) {
            case "GET /subjects" -> Answer.ok("[\"a\",\"b\"]");
            case "GET /subjects/a/versions" -> Answer.ok("[1,2]");
            case "GET /subjects/a/versions/2" ->
                Answer.ok("{\"subject\":\"a\",\"version\":2,\"id\":9,\"schema\":" + StubServer.quoted(SCHEMA) + "}");
            case "POST /compatibility/subjects/a/versions/latest" -> Answer.ok("{\"is_compatible\":true}");
            case "GET /config/a?defaultToGlobal=true" -> Answer.ok("{\"compatibilityLevel\":\"FULL\"}");
            case "PUT /config/a" -> Answer.ok(request.body());
            default -> Answer.error(404, 40401);
        };
        Map<String, Object> configs = server.configs();
        configs.put("schema.registry.url", server.url() + "/");
        RestSchemaRegistry registry = RestSchemaRegistry.connect(configs);

        assertThat(registry.subjects()).containsExactly("a", "b");
        assertThat(registry.versions("a")).containsExactly(1, 2);
        assertThat(registry.version("a", 2)).isEqualTo(new RegisteredSchema("a", 2, 9, SCHEMA));
        assertThat(registry.isCompatible("a", SCHEMA)).isTrue();
        assertThat(registry.compatibility("a")).isEqualTo("FULL");
        registry.setCompatibility("a", "FULL_TRANSITIVE");
        assertThat(server.requests.get(server.requests.size() - 1).body())
                .isEqualTo("{\"compatibility\":\"FULL_TRANSITIVE\"}");
    }
}
