package textmill.cli.infer;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.cli.infer.LineFormat.Parsed;
import textmill.runtime.text.TextInput;

class LineFormatTest {

    @ParameterizedTest
    @ValueSource(strings = {"", " a ", "{\"text\":\"x\"}", "\u0000"})
    void shouldTakeATextLineAsItIs(String line) {
        assertThat(LineFormat.TEXT.parse(line)).isEqualTo(Parsed.of(TextInput.of(line)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"text\":\"a\"} | a",
                "\"a\\nb\" | `a\nb`",
                "{\"label\":\"x\",\"more\":{\"text\":\"no\"},\"text\":\"yes\"} | yes",
                "{\"text\":\"\"} | ``",
                "{\"text\":7,\"text\":\"last\"} | last",
                "{\"text\":null,\"text\":\"last\"} | last",
            })
    void shouldReadATextFromJson(String line, String text) {
        assertThat(LineFormat.JSONL.parse(line)).isEqualTo(Parsed.of(TextInput.of(text)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "secret words | Expected one JSON value with a string at field 'text', found malformed JSON at line 1,"
                        + " column 1",
                "`` | Expected one JSON value with a string at field 'text', found nothing",
                "[1] | On the way to field 'text' of a JSON value: expected an object with 'text', found an array",
                "7 | On the way to field 'text' of a JSON value: expected an object with 'text', found a number",
                "{} | Expected a string at field 'text' of a JSON value, but there is no 'text'",
                "{\"text\":null} | field 'text' must be a string, found null",
                "{\"text\":\"a\",\"text\":null} | field 'text' must be a string, found null",
                "null | field 'text' must be a string, found null",
                "{\"text\":[\"secret\"]} | On the way to field 'text' of a JSON value: expected a string, found an"
                        + " array",
                "{\"text\":\"a\",\"text\":7} | On the way to field 'text' of a JSON value: expected a string, found a"
                        + " number",
                "{\"text\":\"secret\" | Expected one JSON value with a string at field 'text', found malformed JSON at"
                        + " line 1, column 17",
                "{\"text\":\"secret\"} {} | Expected one JSON value with a string at field 'text', found more after it",
            })
    void shouldSayWhatIsWrongWithoutRepeatingTheLine(String line, String problem) {
        // When
        Parsed parsed = LineFormat.JSONL.parse(line);

        // Then
        assertThat(parsed).isEqualTo(Parsed.error(problem));
        assertThat(parsed.problem()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"text\":\"a\",\"pair\":\"b\"} | b",
                "{\"text_pair\":\"b\",\"text\":\"a\"} | b",
                "{\"text\":\"a\",\"pair\":\"b\",\"text_pair\":\"b\"} | b",
                "{\"text\":\"a\",\"pair\":null,\"text_pair\":\"b\"} | b",
                "{\"text\":\"a\",\"pair\":null} | ",
                "{\"text\":\"a\",\"more\":{\"pair\":\"b\"}} | ",
            })
    void shouldReadASecondTextFromJson(String line, String pair) {
        assertThat(LineFormat.JSONL.parse(line)).isEqualTo(Parsed.of(new TextInput("a", pair, null)));
    }

    @Test
    void shouldRefuseASecondTextThatIsNone() {
        assertThat(LineFormat.JSONL
                        .parse("{\"text\":\"a\",\"pair\":\"b\",\"text_pair\":\"c\"}")
                        .problem())
                .contains("'pair' and 'text_pair' must not differ");
        assertThat(LineFormat.JSONL.parse("{\"text\":\"a\",\"pair\":[\"b\"]}").problem())
                .isEqualTo("On the way to field 'pair' of a JSON value: expected a string, found an array");
    }

    @Test
    void shouldNotMindWhatOtherFieldsHold() {
        String number = "7".repeat(5_000);
        String nested = "[".repeat(5_000) + "]".repeat(5_000);

        assertThat(LineFormat.JSONL.parse("{\"n\":" + number + ",\"a\":" + nested + ",\"text\":\"yes\"}"))
                .isEqualTo(Parsed.of(TextInput.of("yes")));
        assertThat(LineFormat.JSONL.parse("\uFEFF\"marked\"")).isEqualTo(Parsed.of(TextInput.of("marked")));
        assertThat(LineFormat.JSONL.parse("\uFEFF{\"text\":\"marked\"}")).isEqualTo(Parsed.of(TextInput.of("marked")));
    }

    @Test
    void shouldTakeTheFormatFromTheFileName() {
        assertThat(LineFormat.ofFileName("a.jsonl")).isEqualTo(LineFormat.JSONL);
        assertThat(LineFormat.ofFileName("a.ndjson")).isEqualTo(LineFormat.JSONL);
        assertThat(LineFormat.ofFileName("a.txt")).isEqualTo(LineFormat.TEXT);
        assertThat(LineFormat.ofFileName("-")).isEqualTo(LineFormat.TEXT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"text\":\"a\",\"kind\":\"query\"} | query",
                "{\"text\":\"a\",\"kind\":null} | ",
                "{\"text\":\"a\"} | ",
                "\"a\" | ",
            })
    void shouldReadThePromptsNameWhereToldTo(String line, @Nullable String prompt) {
        assertThat(LineFormat.JSONL.reading("kind").apply(line)).isEqualTo(Parsed.of(new TextInput("a", null, prompt)));
        assertThat(LineFormat.JSONL.reading(null).apply(line)).isEqualTo(Parsed.of(TextInput.of("a")));
    }

    @Test
    void shouldRefuseAPromptsNameThatIsNoText() {
        assertThat(LineFormat.JSONL
                        .reading("kind")
                        .apply("{\"text\":\"a\",\"kind\":7}")
                        .problem())
                .contains("kind");
    }
}
