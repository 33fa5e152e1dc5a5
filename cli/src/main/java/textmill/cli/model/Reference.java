package textmill.cli.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import textmill.cli.console.CliException;
import textmill.cli.result.ResultViews;
import textmill.runtime.task.TaskResult;
import textmill.runtime.text.TextInput;

/**
 * What another implementation computed for a text.
 *
 * @param line in its file, from 1
 * @param json the line
 */
record Reference(int line, JsonNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads a file of JSON lines. */
    static List<Reference> read(Path file) throws IOException {
        List<Reference> references = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            number++;
            if (!line.isBlank()) {
                references.add(new Reference(number, parse(file, number, line)));
            }
        }
        if (references.isEmpty()) {
            throw CliException.usage("--reference " + file + ": expected JSON lines, found none");
        }
        return references;
    }

    private static JsonNode parse(Path file, int number, String line) {
        try {
            JsonNode json = JSON.readTree(line);
            if (json.path("text").isTextual()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // Said below; the parser's message would repeat the text.
        }
        throw CliException.usage(
                "--reference " + file + ", line " + number + ": expected a JSON object with a string \"text\"");
    }

    /** The text, with the second one if there is one. */
    TextInput input() {
        JsonNode pair = json.has("pair") ? json.path("pair") : json.path("text_pair");
        return new TextInput(json.path("text").asText(), pair.isTextual() ? pair.asText() : null, null);
    }

    /** The numbers to compare with a result's. */
    float[] expected(TaskResult result) {
        try {
            return ResultViews.expected(json, result);
        } catch (IllegalArgumentException e) {
            throw misfit(String.valueOf(e.getMessage()));
        }
    }

    private CliException misfit(String expected) {
        return CliException.usage("line " + line + " of the reference: expected " + expected);
    }

    /** How far results are from what was expected. */
    static final class Comparison {
        private double worst;
        private double sum;
        private long count;
        private double leastCosine = 1;
        private int texts;
        private int worstLine;

        void add(Reference reference, TaskResult result) {
            float[] found = ResultViews.numbers(result);
            float[] expected = reference.expected(result);
            if (found.length != expected.length) {
                throw reference.misfit(found.length + " numbers, found " + expected.length);
            }
            texts++;
            double dot = 0;
            double one = 0;
            double other = 0;
            for (int i = 0; i < found.length; i++) {
                double difference = Math.abs(found[i] - expected[i]);
                sum += difference;
                count++;
                if (difference > worst) {
                    worst = difference;
                    worstLine = reference.line();
                }
                dot += (double) found[i] * expected[i];
                one += (double) found[i] * found[i];
                other += (double) expected[i] * expected[i];
            }
            if (one > 0 && other > 0) {
                leastCosine = Math.min(leastCosine, dot / Math.sqrt(one * other));
            }
        }

        String text() {
            String where = worst > 0 ? " (line " + worstLine + ")" : "";
            return String.format(
                    Locale.ROOT,
                    "%d texts: worst difference %.2g%s, mean %.2g, least cosine %.6f",
                    texts,
                    worst,
                    where,
                    count == 0 ? 0 : sum / count,
                    leastCosine);
        }
    }
}
