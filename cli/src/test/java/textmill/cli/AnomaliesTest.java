package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.cli.CommandRun.Result;

@Timeout(300)
class AnomaliesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TEXTS = 240;

    private final Path directory;

    AnomaliesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldWriteOneVerdictALineAndReport() throws IOException {
        // Given: a stream in which one text is gibberish
        List<String> lines = stream("normal");
        lines.add("{\"text\":\"xq zzkj wvvq qqqx jjzk\",\"key\":\"shop\",\"label\":\"gibberish\"}");

        // When
        Result result = backtest(lines, "--alarm-rate", "1/50", "--warm-up", "200");

        // Then
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        List<JsonNode> verdicts = verdicts();
        assertThat(verdicts).hasSize(TEXTS + 1);
        assertThat(verdicts.get(0).fieldNames())
                .toIterable()
                .containsExactly("p", "score", "alarm", "warming", "threshold", "parts", "spans", "nearest");
        assertThat(verdicts.get(0).path("warming").booleanValue()).isTrue();
        JsonNode odd = verdicts.get(TEXTS);
        assertThat(odd.path("warming").booleanValue()).isFalse();
        assertThat(odd.path("parts").fieldNames())
                .toIterable()
                .containsExactly(
                        "replaced",
                        "replaced-odds",
                        "distance",
                        "relative-distance",
                        "fragments",
                        "letters",
                        "words",
                        "characters",
                        "advertising");
        assertThat(odd.path("p").doubleValue()).isLessThan(0.02);
        assertThat(odd.path("alarm").booleanValue()).isTrue();
        assertThat(odd.path("nearest").path(0).path("line").intValue()).isBetween(1, TEXTS);
        assertThat(result.out())
                .contains(
                        TEXTS + 1 + " texts, 200 while warming up",
                        "per 1,000 (wanted 20.00)",
                        "precision: ",
                        "AUROC: ")
                .contains("--alarm-rate 1/50 --warm-up 200");
        assertThat(directory.resolve("out.svg")).content().startsWith("<svg").contains("AUROC");
    }

    @Test
    void shouldPutErrorsInThePlaceOfLinesThatAreNone() throws IOException {
        // When
        Result result = backtest(List.of("{\"text\":\"a\"}", "none", "{\"text\":1}", "{\"text\":\"a\",\"key\":[]}"));

        // Then
        assertThat(result.exitCode()).isZero();
        assertThat(verdicts().get(0).has("p")).isTrue();
        assertThat(verdicts().subList(1, 4))
                .extracting(line -> line.path("error").path("message").textValue())
                .containsExactly(
                        "expected a JSON object with a field 'text'",
                        "field 'text' must be a string, found a number",
                        "field 'key' must be a string, a number or a truth value, found an array");
        assertThat(result.out()).contains("1 texts", "3 lines without a verdict", "nothing could give an alarm");
    }

    @Test
    void shouldSkipWhateverOtherFieldsHold() throws IOException {
        // When
        Result result = backtest(List.of(
                "{\"n\":" + "9".repeat(2_000) + ",\"text\":\"a\"}",
                "{\"text\":\"a\",\"deep\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}",
                "{\"text\":1,\"text\":\"the last counts\",\"key\":1.50}",
                "{\"text\":\"half a letter \\ud83d\"}"));

        // Then
        assertThat(result.exitCode()).isZero();
        assertThat(verdicts()).hasSize(4).allSatisfy(line -> assertThat(line.has("p"))
                .as(line.toString())
                .isTrue());
    }

    @Test
    void shouldNotDrawOverTheVerdicts() throws IOException {
        // Given
        Path input = Files.writeString(directory.resolve("in.jsonl"), "{\"text\":\"a\"}\n");
        Path svg = directory.resolve("out.svg");

        // When
        Result same = CommandRun.of("anomalies", "backtest", "-i", input.toString(), "-o", svg.toString());
        Result named = CommandRun.of(
                "anomalies",
                "backtest",
                "-i",
                input.toString(),
                "-o",
                directory.resolve("out.jsonl").toString(),
                "--curve",
                directory.resolve("./out.jsonl").toString());
        Result standard = CommandRun.of("anomalies", "backtest", "-i", input.toString(), "-o", "-");

        // Then
        assertThat(List.of(same, named, standard)).extracting(Result::exitCode).containsOnly(2);
        assertThat(same.err()).contains("the curve would take the place of the verdicts", "--curve");
        assertThat(named.err()).contains("the curve would take the place of the verdicts");
        assertThat(standard.err()).contains("--output -: expected a file");
        assertThat(svg).doesNotExist();

        // And before anything is computed it is known whether there is a place for the curve
        Result nowhere = CommandRun.of(
                "anomalies",
                "backtest",
                "-i",
                input.toString(),
                "-o",
                directory.resolve("out.jsonl").toString(),
                "--curve",
                directory.toString());
        assertThat(nowhere.exitCode()).isEqualTo(2);
        assertThat(nowhere.out()).isEmpty();
        assertThat(nowhere.err()).contains("is a directory, expected a file");
        assertThat(CommandRun.of("anomalies", "backtest", "-i", input.toString(), "-o", "/dev/null")
                        .exitCode())
                .isZero();
    }

    @Test
    void shouldDrawTheCalibrationWithoutLabels() throws IOException {
        // When
        Result result = backtest(
                stream(null),
                "--warm-up",
                "100",
                "--curve",
                directory.resolve("c.svg").toString());

        // Then
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).doesNotContain("precision", "AUROC");
        assertThat(directory.resolve("c.svg")).content().contains("calibration");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "-1/10", "1/0", "often", "1/2/3", "NaN"})
    void shouldRefuseWhatIsNoRate(String rate) throws IOException {
        // When
        Result result = backtest(List.of(), "--alarm-rate", rate);

        // Then
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("expected a rate above 0 and at most 0.5", "'" + rate + "'");
    }

    @Test
    void shouldRefuseAFileAsItsOwnOutput() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("same.jsonl"), "{\"text\":\"a\"}\n");

        // When
        Result result = CommandRun.of("anomalies", "backtest", "-i", file.toString(), "-o", file.toString());

        // Then
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("input and output are the same file");
        assertThat(file).content().contains("\"a\"");
    }

    private static List<String> stream(@Nullable String label) {
        String[] words = "where is my parcel that you sent to us last week please tell me when it comes".split(" ", -1);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < TEXTS; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = 0; j < 5 + i % 4; j++) {
                text.append(words[(i * 7 + j * (1 + i % 3)) % words.length]).append(' ');
            }
            lines.add("{\"text\":\"" + text + "\",\"key\":\"shop\""
                    + (label == null ? "" : ",\"label\":\"" + label + "\"") + "}");
        }
        return lines;
    }

    private Result backtest(List<String> lines, String... more) throws IOException {
        Path input = Files.write(directory.resolve("in.jsonl"), lines);
        List<String> arguments = new ArrayList<>(List.of("anomalies", "backtest", "--device", "cpu"));
        arguments.addAll(List.of("--input", input.toString(), "--output", output().toString()));
        arguments.addAll(List.of("--model", TinyModels.REPLACED_TOKENS + "," + TinyModels.EMBEDDING));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(new String[0]));
    }

    private Path output() {
        return directory.resolve("out.jsonl");
    }

    private List<JsonNode> verdicts() throws IOException {
        List<JsonNode> verdicts = new ArrayList<>();
        for (String line : Files.readAllLines(output())) {
            verdicts.add(JSON.readTree(line));
        }
        return verdicts;
    }
}
