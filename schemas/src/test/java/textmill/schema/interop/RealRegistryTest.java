package textmill.schema.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.events.ReplacedTokenScores;
import textmill.events.TextClassification;
import textmill.events.TextEmbedding;
import textmill.events.TextEvent;
import textmill.schema.registry.RegisteredSchema;
import textmill.schema.registry.RegistryRefusedException;
import textmill.schema.registry.RestSchemaRegistry;
import textmill.schema.registry.SchemaRegistry;

/** Our registry client against a real registry. */
@ExtendWith(RealRegistry.class)
class RealRegistryTest {
    private static final Schema V1 =
            SchemaBuilder.record("shop.Order").fields().requiredString("text").endRecord();
    private static final Schema V2 = SchemaBuilder.record("shop.Order")
            .fields()
            .requiredString("text")
            .optionalString("note")
            .endRecord();
    private static final Schema CLASHING =
            SchemaBuilder.record("shop.Order").fields().requiredInt("text").endRecord();

    private final RestSchemaRegistry rest = RestSchemaRegistry.connect(RealRegistry.configs());
    private final String subject = "orders " + UUID.randomUUID() + "/ä-value";

    static Schema[] ourSchemas() {
        return new Schema[] {
            TextEvent.getClassSchema(),
            TextEmbedding.getClassSchema(),
            TextClassification.getClassSchema(),
            ReplacedTokenScores.getClassSchema()
        };
    }

    @ParameterizedTest
    @MethodSource("ourSchemas")
    void shouldRegisterAndReadBackOurSchemas(Schema schema) {
        int id = rest.register(subject, schema);

        assertThat(rest.byId(id)).isEqualTo(schema);
        assertThat(rest.byId(id).toString()).isEqualTo(schema.toString());
        assertThat(rest.idOf(subject, schema)).isEqualTo(id);
        assertThat(rest.register(subject, schema)).isEqualTo(id);
    }

    @Test
    void shouldFollowVersions() {
        int first = rest.register(subject, V1);
        int second = rest.register(subject, V2);

        assertThat(second).isNotEqualTo(first);
        assertThat(rest.versions(subject)).containsExactly(1, 2);
        assertThat(rest.version(subject, 1)).isEqualTo(new RegisteredSchema(subject, 1, first, V1));
        assertThat(rest.latest(subject)).isEqualTo(new RegisteredSchema(subject, 2, second, V2));
        assertThat(rest.subjects()).contains(subject);
    }

    @Test
    void shouldKeepCompatibility() {
        rest.register(subject, V1);
        rest.setCompatibility(subject, "FULL_TRANSITIVE");

        assertThat(rest.compatibility(subject)).isEqualTo("FULL_TRANSITIVE");
        assertThat(rest.isCompatible(subject, V2)).isTrue();
        assertThat(rest.isCompatible(subject, CLASHING)).isFalse();
        RegistryRefusedException refusal =
                catchThrowableOfType(RegistryRefusedException.class, () -> rest.register(subject, CLASHING));
        assertThat(refusal.status()).isEqualTo(409);
        assertThat(refusal.isNotFound()).isFalse();
    }

    @Test
    void shouldBeToldWhatIsNotThere() {
        SchemaRegistry registry = SchemaRegistry.connect(RealRegistry.configs());

        assertThat(refusal(() -> registry.byId(999_999)).isNotFound()).isTrue();
        assertThat(refusal(() -> registry.latest(subject)).errorCode()).isEqualTo(40401);
        rest.register(subject, V1);
        assertThat(refusal(() -> registry.idOf(subject, V2)).errorCode()).isEqualTo(40403);
    }

    @Test
    void shouldFindASchemaThroughItsNormalForm() {
        // Given a registered schema, and the same one written in another order of attributes
        Map<String, Object> configs = new HashMap<>(RealRegistry.configs());
        configs.put("normalize.schemas", true);
        RestSchemaRegistry normalising = RestSchemaRegistry.connect(configs);
        int id = normalising.register(subject, V1);

        assertThat(normalising.idOf(subject, new Schema.Parser().parse(V1.toString())))
                .isEqualTo(id);
    }

    private static RegistryRefusedException refusal(Runnable question) {
        return Objects.requireNonNull(catchThrowableOfType(RegistryRefusedException.class, question::run));
    }
}
