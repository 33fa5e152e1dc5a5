package textmill.schema.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.BadRecordReason;

class PlainTextExtractorTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "👩‍👩‍👧 عربي 漢字 e\u0301", "a\u0000b\u0007", "a\uFFFDb"})
    void shouldTakeStringsAsTheyAre(String text) {
        assertThat(string(text.getBytes(UTF_8))).isEqualTo(new ExtractedText.Text(text, false));
    }

    @Test
    void shouldReplaceAndFlagMalformedUtf8InStrings() {
        assertThat(string("caf\u00e9!".getBytes(ISO_8859_1))).isEqualTo(new ExtractedText.Text("caf\uFFFD!", true));
        // A surrogate that was encoded on its own (CESU style) is no UTF-8 either.
        assertThat(string(new byte[] {'a', (byte) 0xED, (byte) 0xA0, (byte) 0x80}))
                .isInstanceOfSatisfying(ExtractedText.Text.class, text -> assertThat(text.substituted())
                        .isTrue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"text\":\"hi\"}                                  | text   | hi",
                "{\"a\":[1,{\"text\":\"no\"}],\"text\":\"yes\",\"z\":{}} | text   | yes",
                "{\"p\":{\"q\":{\"text\":\"deep\"}}}                | p.q.text | deep",
                "{\"text\":\"first\",\"text\":\"last\"}             | text   | last",
                "{\"text\":7,\"text\":\"last\"}                   | text   | last",
                "{\"text\":null,\"text\":\"last\"}                | text   | last",
                "{\"text\":{\"a\":[{}]},\"text\":\"last\"}        | text   | last",
                "{\"p\":7,\"p\":{\"text\":\"last\"}}              | p.text | last",
                "{\"p\":{},\"p\":{\"text\":\"last\"}}             | p.text | last",
                "{\"p\":{\"text\":[],\"text\":\"last\"}}          | p.text | last",
                "{\"te\\u0078t\":\"escaped\"}                   | text   | escaped",
                "{\"a\":-1.5e+999999,\"text\":\"yes\"}          | text   | yes",
                "\"whole\"                                          | ''     | whole",
            })
    void shouldFindTheTextInJson(String json, String path, String expected) {
        assertThat(json(path, json.trim().getBytes(UTF_8))).isEqualTo(new ExtractedText.Text(expected, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"text\":null}", "null", "{\"text\":\"a\",\"text\":null}", "{\"text\":7,\"text\":null}"})
    void shouldSayThatAJsonNullIsAbsent(String json) {
        assertThat(json("text", json.getBytes(UTF_8))).isEqualTo(new ExtractedText.Absent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"body\":\"x\"}              | MISSING_FIELD",
                "{}                            | MISSING_FIELD",
                "{\"text\":7}                  | WRONG_FIELD_TYPE",
                "{\"text\":true}               | WRONG_FIELD_TYPE",
                "{\"text\":{\"a\":1}}          | WRONG_FIELD_TYPE",
                "{\"text\":[\"a\"]}            | WRONG_FIELD_TYPE",
                "[\"text\"]                    | WRONG_FIELD_TYPE",
                "\"text\"                      | WRONG_FIELD_TYPE",
                "{\"text\":\"secret\",\"text\":7} | WRONG_FIELD_TYPE",
                "{\"text\":7} secret           | MALFORMED_JSON",
                "{\"text\":7,\"x\":secret}     | MALFORMED_JSON",
                "{\"text\":\"a\",\"x\":NaN}      | MALFORMED_JSON",
                "{\"text\":\"a\"/*secret*/}    | MALFORMED_JSON",
                "{'text':'secret'}             | MALFORMED_JSON",
                "{\"text\":\"a\",\"x\":01}       | MALFORMED_JSON",
                "{\"text\":\"secret            | MALFORMED_JSON",
                "{\"text\":\"a\"} {}           | MALFORMED_JSON",
                "{\"text\":\"a\",}             | MALFORMED_JSON",
                "secret                        | MALFORMED_JSON",
                "''                            | MALFORMED_JSON",
            })
    void shouldRefuseJsonWithoutAStringThere(String json, BadRecordReason reason) {
        BadRecordException failure =
                catchThrowableOfType(BadRecordException.class, () -> json("text", json.getBytes(UTF_8)));

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.getMessage()).doesNotContain("secret");
        assertThat(failure.getCause()).isNull();
    }

    @Test
    void shouldRefuseJsonNestedWithoutEnd() {
        byte[] nested = "{\"x\":".repeat(100_000).getBytes(UTF_8);

        assertThat(catchThrowableOfType(BadRecordException.class, () -> json("text", nested))
                        .reason())
                .isEqualTo(BadRecordReason.MALFORMED_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'n':1%s,'text':'hi'}",
                "{'n':-0.1%se-1%s,'text':'hi'}",
                "{'1%s':0,'text':'hi'}",
                "{'text':'hi','n':[1%s]}"
            })
    void shouldNotMindLongNumbersAndNamesInOtherFields(String template) {
        String json = template.replace('\'', '"').replace("%s", "7".repeat(50_000));

        assertThat(json("text", json.getBytes(UTF_8))).isEqualTo(new ExtractedText.Text("hi", false));
    }

    @Test
    void shouldNotMindDeepNestingInOtherFields() {
        for (int depth : new int[] {1_001, JsonText.MAX_NESTING - 1}) {
            String json = "{\"n\":" + "[".repeat(depth) + "]".repeat(depth) + ",\"text\":\"hi\"}";

            assertThat(json("text", json.getBytes(UTF_8))).isEqualTo(new ExtractedText.Text("hi", false));
        }
    }

    @Test
    void shouldSayThatNestingIsTooDeepAndWhere() {
        int depth = JsonText.MAX_NESTING;
        byte[] json = ("{\"n\":\n" + "[".repeat(depth) + "]".repeat(depth) + ",\"text\":\"hi\"}").getBytes(UTF_8);

        BadRecordException failure = catchThrowableOfType(BadRecordException.class, () -> json("text", json));

        assertThat(failure.reason()).isEqualTo(BadRecordReason.MALFORMED_JSON);
        assertThat(failure)
                .hasMessageContaining("more than 100000 objects and arrays")
                .hasMessageContaining("line 2");
    }

    @Test
    void shouldTellWhereJsonIsMalformed() {
        assertThat(catchThrowableOfType(
                        BadRecordException.class, () -> json("text", "{\"text\":\n \"a\",,}".getBytes(UTF_8))))
                .hasMessageContaining("line 2, column 6");
    }

    @Test
    void shouldReadJsonAsUtf8Only() {
        assertThat(catchThrowableOfType(
                                BadRecordException.class, () -> json("text", "{\"text\":\"x\"}".getBytes(UTF_16)))
                        .reason())
                .isEqualTo(BadRecordReason.MALFORMED_JSON);
        assertThat(json("text", "\uFEFF{\"text\":\"x\"}".getBytes(UTF_8)))
                .isEqualTo(new ExtractedText.Text("x", false));
    }

    @Test
    void shouldFlagWhatWasReplacedInJson() {
        // Malformed UTF-8 in the text, elsewhere only, and half a surrogate pair as an escape
        assertThat(json("text", "{\"text\":\"\u00e9\"}".getBytes(ISO_8859_1)))
                .isEqualTo(new ExtractedText.Text("\uFFFD", true));
        assertThat(json("text", "{\"\u00e9\":0,\"text\":\"x\"}".getBytes(ISO_8859_1)))
                .isEqualTo(new ExtractedText.Text("x", false));
        assertThat(json("text", "{\"text\":\"a\\ud83db\\ud83d\\ude00\\ude00\"}".getBytes(UTF_8)))
                .isEqualTo(new ExtractedText.Text("a\uFFFDb\uD83D\uDE00\uFFFD", true));
    }

    @Test
    void shouldTakeLongTexts() {
        String text = "word ".repeat(6_000_000);

        assertThat(json("text", ("{\"text\":\"" + text + "\"}").getBytes(UTF_8)))
                .isEqualTo(new ExtractedText.Text(text, false));
    }

    @Test
    void shouldRefuseAPathWithEmptyParts() {
        assertThatThrownBy(() -> json("a..b", new byte[0]))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a..b");
    }

    private static ExtractedText string(byte[] value) {
        return extract(new TextFormat(TextFormat.Kind.STRING, "", null), value);
    }

    private static ExtractedText json(String path, byte[] value) {
        return extract(new TextFormat(TextFormat.Kind.JSON, path, null), value);
    }

    private static ExtractedText extract(TextFormat format, byte[] value) {
        try (TextExtractor extractor = TextExtractor.create(format, Map.of())) {
            return extractor.extract("topic", new RecordHeaders(), value);
        }
    }
}
