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
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.replacedtokens.ReplacedTokens;

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

    String text() {
        return json.path("text").asText();
    }

    /** The numbers to compare with a result's. */
    float[] expected(TaskResult result) {
        if (result instanceof Embedding) {
            return numbers("embedding");
        }
        if (result instanceof Classification classification && json.has("labels")) {
            float[] scores = new float[classification.labels().size()];
            for (JsonNode label : json.path("labels")) {
                int index = classification
                        .labels()
                        .names()
                        .indexOf(label.path("label").asText());
                if (index < 0) {
                    throw misfit("labels " + classification.labels().names());
                }
                scores[index] = (float) label.path("score").asDouble();
            }
            return scores;
        }
        return numbers("probabilities");
    }

    private float[] numbers(String field) {
        JsonNode array = json.path(field);
        if (!array.isArray()) {
            throw misfit("an array \"" + field + "\"");
        }
        float[] numbers = new float[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) array.path(i).asDouble();
        }
        return numbers;
    }

    private CliException misfit(String expected) {
        return CliException.usage("line " + line + " of the reference: expected " + expected);
    }

    /** The numbers of a result. */
    static float[] numbers(TaskResult result) {
        if (result instanceof Embedding embedding) {
            return embedding.vector();
        }
        if (result instanceof Classification classification) {
            return classification.probabilities();
        }
        return ((ReplacedTokens) result).probabilities();
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
            float[] found = numbers(result);
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
