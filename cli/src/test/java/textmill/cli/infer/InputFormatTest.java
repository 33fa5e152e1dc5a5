package textmill.cli.infer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.cli.infer.InputFormat.Parsed;

class InputFormatTest {

    @ParameterizedTest
    @ValueSource(strings = {"", " a ", "{\"text\":\"x\"}", "\u0000"})
    void shouldTakeATextLineAsItIs(String line) {
        assertThat(InputFormat.TEXT.parse(line)).isEqualTo(Parsed.text(line));
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
            })
    void shouldReadATextFromJson(String line, String text) {
        assertThat(InputFormat.JSONL.parse(line)).isEqualTo(Parsed.text(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "secret words | not valid JSON",
                "`` | expected a JSON object or string, found an empty line",
                "[1] | expected a JSON object or string, found an array",
                "7 | expected a JSON object or string, found a number",
                "{} | the object has no field 'text'",
                "{\"text\":null} | field 'text' must be a string, found null",
                "{\"text\":[\"secret\"]} | field 'text' must be a string, found an array",
                "{\"text\":\"secret\" | not valid JSON",
                "{\"text\":\"secret\"} {} | more than one JSON value in the line",
            })
    void shouldSayWhatIsWrongWithoutRepeatingTheLine(String line, String problem) {
        // When
        Parsed parsed = InputFormat.JSONL.parse(line);

        // Then
        assertThat(parsed).isEqualTo(Parsed.error(problem));
        assertThat(parsed.problem()).doesNotContain("secret");
    }

    @Test
    void shouldTakeTheFormatFromTheFileName() {
        assertThat(InputFormat.ofFileName("a.jsonl")).isEqualTo(InputFormat.JSONL);
        assertThat(InputFormat.ofFileName("a.ndjson")).isEqualTo(InputFormat.JSONL);
        assertThat(InputFormat.ofFileName("a.txt")).isEqualTo(InputFormat.TEXT);
        assertThat(InputFormat.ofFileName("-")).isEqualTo(InputFormat.TEXT);
    }
}
