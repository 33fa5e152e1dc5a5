package textmill.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.schema.registry.StubServer.Answer;

/** Schemas that the registry has and that cannot be read. */
class UnreadableSchemaTest {
    private final StubServer server = StubServer.http();

    @AfterEach
    void close() {
        server.close();
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

        assertThatThrownBy(() -> server.connect(Map.of()).byId(9))
                .isInstanceOf(UnreadableSchemaException.class)
                .hasMessageContaining("id 9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROTOBUF", "JSON"})
    void shouldNameTheTypeOfASchemaThatIsNotAvro(String type) {
        server.answer(Answer.ok("{\"schema\":\"message A {}\",\"schemaType\":\"" + type + "\"}"));

        assertThatThrownBy(() -> server.connect(Map.of()).byId(9))
                .isInstanceOfSatisfying(UnreadableSchemaException.class, e -> assertThat(e.type())
                        .isEqualTo(type))
                .hasMessageContaining(type);
    }

    @Test
    void shouldSayThatASchemaIsNestedTooDeep() {
        String nested = "{\\\"type\\\":\\\"array\\\",\\\"items\\\":".repeat(50_000);
        server.answer(Answer.ok("{\"schema\":\"" + nested + "\"}"));

        assertThatThrownBy(() -> server.connect(Map.of()).byId(9)).isInstanceOf(UnreadableSchemaException.class);
    }

    @Test
    void shouldNameAReferenceThatTheRegistryDoesNotHave() {
        server.answers = request -> request.path().startsWith("/schemas")
                ? Answer.ok("{\"schema\":\"{}\",\"references\":[{\"name\":\"B\",\"subject\":\"b\",\"version\":2}]}")
                : Answer.error(404, 40402);

        assertThatThrownBy(() -> server.connect(Map.of()).byId(1))
                .isInstanceOf(UnreadableSchemaException.class)
                .hasMessageContaining("under id 1 refers to version 2 of subject b");
    }
}
