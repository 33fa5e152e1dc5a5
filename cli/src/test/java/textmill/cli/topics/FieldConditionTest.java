package textmill.cli.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class FieldConditionTest {
    private static final Schema SPAN = SchemaBuilder.record("Span")
            .fields()
            .requiredString("label")
            .requiredFloat("score")
            .endRecord();

    private static final Schema RESULT = SchemaBuilder.record("Result")
            .fields()
            .requiredString("label")
            .requiredFloat("score")
            .optionalString("note")
            .name("spans")
            .type()
            .array()
            .items(SPAN)
            .noDefault()
            .endRecord();

    private static final Object RECORD = new GenericRecordBuilder(RESULT)
            .set("label", "transfer")
            .set("score", 0.5f)
            .set("note", null)
            .set("spans", List.of(span("PERSON", 0.9f), span("PLACE", 0.25f)))
            .build();

    private static GenericData.Record span(String label, float score) {
        return new GenericRecordBuilder(SPAN)
                .set("label", label)
                .set("score", score)
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "label=transfer, true",
        "label=balance, false",
        "label!=balance, true",
        "label!=transfer, false",
        "score=0.50, true",
        "score>=0.5, true",
        "score>0.5, false",
        "score<=0.5, true",
        "score<0.5, false",
        "score < 1, true",
        "spans.label=PLACE, true",
        "spans.label=DATE, false",
        "spans.label!=DATE, true",
        "spans.label!=PLACE, false",
        "spans.score>0.8, true",
        "spans.score>0.95, false",
        "note=x, false",
        "note!=x, true",
        "nothing=1, false",
        "label>1, false",
    })
    void shouldHoldForWhatTheRecordHas(String written, boolean expected) {
        assertThat(new FieldCondition.Reader().convert(written).holds(RECORD)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"label", "=transfer", "score>high", ""})
    void shouldRefuseWhatIsNoCondition(String written) {
        assertThatThrownBy(() -> new FieldCondition.Reader().convert(written))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageStartingWith("expected ");
    }
}
