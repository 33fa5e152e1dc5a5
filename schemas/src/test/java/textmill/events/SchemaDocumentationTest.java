package textmill.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaDocumentationTest {

    static Stream<Schema> schemas() {
        return Stream.of(
                TextEvent.getClassSchema(),
                TextEmbedding.getClassSchema(),
                TextClassification.getClassSchema(),
                ReplacedTokenScores.getClassSchema(),
                EntityAnnotations.getClassSchema(),
                TextRegression.getClassSchema(),
                MaskPredictions.getClassSchema(),
                TextSparseVector.getClassSchema(),
                TextTokenVectors.getClassSchema());
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void shouldDocumentEveryRecordAndField(Schema schema) {
        assertThat(undocumented(schema, new HashSet<>())).isEmpty();
        assertThat(schema.getNamespace()).isEqualTo("textmill.events");
    }

    @Test
    void shouldNoticeAFieldWithoutDocumentation() {
        Schema schema = SchemaBuilder.record("R").fields().requiredInt("x").endRecord();

        assertThat(undocumented(schema, new HashSet<>())).containsExactly("R", "R.x");
    }

    private static List<String> undocumented(Schema schema, Set<Schema> seen) {
        List<String> names = new ArrayList<>();
        switch (schema.getType()) {
            case RECORD -> {
                if (!seen.add(schema)) {
                    break;
                }
                if (isBlank(schema.getDoc())) {
                    names.add(schema.getFullName());
                }
                for (Schema.Field field : schema.getFields()) {
                    if (isBlank(field.doc())) {
                        names.add(schema.getFullName() + "." + field.name());
                    }
                    names.addAll(undocumented(field.schema(), seen));
                }
            }
            case ARRAY -> names.addAll(undocumented(schema.getElementType(), seen));
            case MAP -> names.addAll(undocumented(schema.getValueType(), seen));
            case UNION -> schema.getTypes().forEach(type -> names.addAll(undocumented(type, seen)));
            default -> {}
        }
        return names;
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
