package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import textmill.cli.CommandRun.Result;
import textmill.models.BundledModels;
import textmill.runtime.TextModel;

@Timeout(300)
class InferTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;

    InferTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldEqualARunOfOneTextAtATime() throws IOException {
        // Given: texts of very different lengths
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
            texts.add("the weather of day " + i + " and the next one".repeat(i * 7 % 23));
        }

        // When
        List<JsonNode> results = infer("all-minilm-l6-v2", String.join("\n", texts) + "\n");

        // Then
        assertThat(results).hasSameSizeAs(texts);
        try (TextModel model = TextModel.load(BundledModels.resolve("all-minilm-l6-v2"))) {
            for (int i = 0; i < texts.size(); i++) {
                assertThat(cosine(model.embed(texts.get(i)), results.get(i).path("embedding")))
                        .as(texts.get(i))
                        .isGreaterThan(0.9999);
            }
        }
    }

    @Test
    void shouldSayWhereItLookedForOpenVino() throws IOException {
        // Given
        Path input = Files.writeString(directory.resolve("texts.txt"), "a text\n");
        Path nowhere = directory.resolve("nowhere");

        // When
        Result result = CommandRun.of(
                "infer",
                "-m",
                TinyModels.EMBEDDING,
                "-i",
                input.toString(),
                "--device",
                "openvino",
                "--openvino-library",
                nowhere.toString());

        // Then
        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.err()).contains("openvino.library = " + nowhere, "pip install openvino");
        assertThat(result.err().strip().lines()).hasSize(1);
    }

    @Test
    void shouldRefuseAPrecisionThatTheDeviceDoesNotChoose() throws IOException {
        // Given
        Path input = Files.writeString(directory.resolve("texts.txt"), "a text\n");

        // When
        Result bf16 = CommandRun.of("infer", "-m", TinyModels.EMBEDDING, "-i", input.toString(), "--precision", "bf16");
        Result none = CommandRun.of("infer", "-m", TinyModels.EMBEDDING, "-i", input.toString(), "--precision", "int8");

        // Then
        assertThat(bf16.exitCode()).isEqualTo(2);
        assertThat(bf16.err()).contains("expected --device openvino, found --device auto");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("expected one of auto, fp32, bf16, fp16, found 'int8'");
    }

    @Test
    void shouldWriteLabelsBestFirst() throws IOException {
        // When
        JsonNode result = infer(TinyModels.CLASSIFICATION, "a text\n").get(0);

        // Then
        assertThat(result.fieldNames()).toIterable().startsWith("label", "score", "labels");
        assertThat(result.path("labels").path(0).path("label")).isEqualTo(result.path("label"));
        assertThat(result.path("labels").findValues("score"))
                .isSortedAccordingTo((a, b) -> Double.compare(b.asDouble(), a.asDouble()));
    }

    @Test
    void shouldPointIntoTheTextWithEveryToken() throws IOException {
        // Given
        String text = "😀 a text";

        // When
        JsonNode result = infer(TinyModels.REPLACED_TOKENS, text + "\n\n").get(0);

        // Then
        assertThat(result.fieldNames()).toIterable().containsExactly("score", "max", "tokens");
        JsonNode first = result.path("tokens").path(0);
        assertThat(first.fieldNames()).toIterable().containsExactly("token", "start", "end", "score", "flagged");
        assertThat(first.path("start").asInt()).isZero();
        assertThat(first.path("end").asInt()).isEqualTo(2); // UTF-16 code units
        assertThat(result.path("score").asDouble())
                .isLessThanOrEqualTo(result.path("max").asDouble());
    }

    @Test
    void shouldReadWindowsOfALongText() throws IOException {
        // Given
        String text = "the house of the river ".repeat(30).strip();
        Path input = Files.writeString(directory.resolve("texts.txt"), text + "\n");

        // When
        Result result = CommandRun.of(
                "infer", "-m", TinyModels.EMBEDDING, "-i", input.toString(), "--window", "32", "--stride", "4");

        // Then
        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode line = JSON.readTree(result.out());
        assertThat(line.fieldNames()).toIterable().containsExactly("embedding", "windows");
        JsonNode windows = line.path("windows");
        assertThat(windows.size()).isGreaterThan(3);
        assertThat(windows.path(0).fieldNames()).toIterable().containsExactly("start", "end", "embedding");
        assertThat(windows.path(0).path("start").asInt()).isZero();
        assertThat(windows.path(windows.size() - 1).path("end").asInt()).isEqualTo(text.length());
        JsonNode alone = infer(
                        TinyModels.EMBEDDING,
                        text.substring(
                                        windows.path(1).path("start").asInt(),
                                        windows.path(1).path("end").asInt()) + "\n")
                .get(0);
        for (int i = 0; i < alone.path("embedding").size(); i++) {
            assertThat(windows.path(1).path("embedding").path(i).asDouble())
                    .isCloseTo(alone.path("embedding").path(i).asDouble(), within(1e-5));
        }
    }

    @Test
    void shouldRefuseAWindowThatTheModelCannotSee() throws IOException {
        // Given
        Path input = Files.writeString(directory.resolve("texts.txt"), "a text\n");

        // When
        Result result = CommandRun.of("infer", "-m", TinyModels.EMBEDDING, "-i", input.toString(), "--window", "9999");

        // Then
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("window: expected 8 to ", "found 9999");
        assertThat(result.err().strip().lines()).hasSize(1);
    }

    @Test
    void shouldReadPairsAndRefuseThoseThatNothingReads() throws IOException {
        // Given
        String lines = "{\"text\":\"a house\",\"pair\":\"a river\"}\n{\"text\":\"a house\",\"text_pair\":\"a"
                + " river\"}\n{\"text\":\"a house\"}\n";
        Path input = Files.writeString(directory.resolve("pairs.jsonl"), lines);

        // When
        Result pairs = CommandRun.of(
                "infer", "-m", TinyModels.CLASSIFICATION, "-i", input.toString(), "--task", "pair-classification");
        Result either = CommandRun.of("infer", "-m", TinyModels.CLASSIFICATION, "-i", input.toString());
        Result none = CommandRun.of("infer", "-m", TinyModels.EMBEDDING, "-i", input.toString());

        // Then
        List<String> classified = pairs.out().lines().toList();
        assertThat(classified.get(0)).startsWith("{\"label\":");
        assertSameLabels(classified.get(1), classified.get(0));
        assertThat(classified.get(2)).contains("\"reason\":\"pair-missing\"");
        List<String> plain = either.out().lines().toList();
        assertSameLabels(plain.get(0), classified.get(0));
        assertThat(plain.get(0)).isNotEqualTo(plain.get(2));
        List<String> embedded = none.out().lines().toList();
        assertThat(embedded.get(0)).contains("\"reason\":\"pair-not-taken\"").doesNotContain("river");
        assertThat(embedded.get(2)).startsWith("{\"embedding\":[");
    }

    /** But for the last bits: they depend on how many texts share a batch, and that on how fast lines are read. */
    private static void assertSameLabels(String line, String expected) throws IOException {
        JsonNode labels = JSON.readTree(line).path("labels");
        JsonNode wanted = JSON.readTree(expected).path("labels");
        assertThat(labels).isNotEmpty().hasSameSizeAs(wanted);
        for (int i = 0; i < labels.size(); i++) {
            assertThat(labels.get(i).path("label")).isEqualTo(wanted.get(i).path("label"));
            assertThat(labels.get(i).path("score").asDouble())
                    .isCloseTo(wanted.get(i).path("score").asDouble(), within(1e-6));
        }
    }

    @Test
    void shouldRunAGraphAsItWasWritten() throws IOException {
        // Given a model that is rearranged to compute the same, and one of int8 whose tokens get scales of their own
        Path input = Files.writeString(directory.resolve("texts.txt"), "the house by the river\n");

        // Then
        assertThat(difference(TinyModels.EMBEDDING, input)).isLessThan(1e-5);
        assertThat(difference(TinyModels.EMBEDDING_INT8, input)).isGreaterThan(1e-4);
    }

    /** The largest between the numbers of a vector with the graph rearranged and with the graph as it was written. */
    private static double difference(String model, Path input) throws IOException {
        List<JsonNode> vectors = new ArrayList<>();
        for (String fusion : List.of("true", "false")) {
            Result result = CommandRun.of("infer", "-m", model, "-i", input.toString(), "--graph-fusion", fusion);
            assertThat(result.exitCode()).as(result.err()).isZero();
            vectors.add(JSON.readTree(result.out()).path("embedding"));
        }
        assertThat(vectors.get(0)).hasSize(32);
        double largest = 0;
        for (int i = 0; i < 32; i++) {
            largest = Math.max(
                    largest,
                    Math.abs(vectors.get(1).get(i).doubleValue()
                            - vectors.get(0).get(i).doubleValue()));
        }
        return largest;
    }

    @Test
    void shouldPutErrorsInThePlaceOfLinesThatFail() throws IOException {
        // Given
        Path input = Files.writeString(directory.resolve("in.jsonl"), "{\"text\":\"a\"}\nnot json\n\"b\"\n");

        // When
        Result result = CommandRun.of("infer", "-m", TinyModels.EMBEDDING, "-i", input.toString(), "--stats");

        // Then
        assertThat(result.exitCode()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("{\"embedding\":[");
        assertThat(lines.get(1))
                .startsWith("{\"error\":{\"reason\":\"input-invalid\",\"message\":")
                .contains("malformed JSON at line 1");
        assertThat(lines.get(2)).startsWith("{\"embedding\":[");
        JsonNode stats = JSON.readTree(result.err());
        assertThat(stats.path("texts").asInt()).isEqualTo(2);
        assertThat(stats.path("errors").asInt()).isEqualTo(1);
        assertThat(stats.path("device").asText()).isEqualTo("cpu");
        assertThat(stats.fieldNames())
                .toIterable()
                .contains("seconds", "textsPerSecond", "tokensPerSecond", "paddingRatio");
        assertThat(stats.has("peakResidentMegabytes")).isEqualTo(OS.LINUX.isCurrentOs());
    }

    @Test
    void shouldNeverEmptyItsInputThroughWhateverLink() throws IOException {
        // Given
        Path input = Files.writeString(directory.resolve("texts.txt"), "a text\n");
        Path symbolic = Files.createSymbolicLink(directory.resolve("symbolic"), input);
        Path hard = Files.createLink(directory.resolve("hard"), input);

        for (Path output : List.of(input, symbolic, hard)) {
            // When
            Result result =
                    CommandRun.of("infer", "-m", TinyModels.EMBEDDING, "-i", input.toString(), "-o", output.toString());

            // Then
            assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
            assertThat(input).hasContent("a text\n");
        }
    }

    @Test
    void shouldMarkTheResultOfATextWhoseEndWasNotSeen() throws IOException {
        // Given: too many words; too many blanks, which do not count
        String texts = "word ".repeat(600) + "\n" + " ".repeat(300_000) + "two words\n" + "two words\n";

        // When
        List<JsonNode> results = infer(TinyModels.EMBEDDING, texts);

        // Then
        assertThat(results.get(0).path("truncated").asBoolean()).isTrue();
        assertThat(results.get(1)).isEqualTo(results.get(2));
        assertThat(results.get(2).fieldNames()).toIterable().containsExactly("embedding");
    }

    private List<JsonNode> infer(String model, String lines) throws IOException {
        Path input = Files.writeString(directory.resolve("texts.txt"), lines);
        Path output = directory.resolve("results.jsonl");
        Result result =
                CommandRun.of("infer", "--model", model, "--input", input.toString(), "--output", output.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).isEmpty();
        List<JsonNode> results = new ArrayList<>();
        for (String line : Files.readAllLines(output)) {
            results.add(JSON.readTree(line));
        }
        return results;
    }

    private static double cosine(float[] a, JsonNode b) {
        double dot = 0;
        double normA = 0;
        double normB = 0;
        for (int i = 0; i < a.length; i++) {
            double other = b.path(i).asDouble();
            dot += a[i] * other;
            normA += a[i] * (double) a[i];
            normB += other * other;
        }
        return dot / Math.sqrt(normA * normB);
    }
}
