package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a model lost when it was quantised, as measured by whoever did it, in {@value #FILE} beside the configuration:
 *
 * <pre>{@code
 * {"file": "model.onnx", "sha256": "…", "texts": 1000,
 *  "measures": {"cosine.worst": {"value": 0.989, "least": 0.985}, "cosine.mean": {"value": 0.9975, "least": 0.996}}}
 * }</pre>
 *
 * The recipe that quantises writes it. A model that is below one of its own bars, or whose figures are those of another file, is
 * refused when it is read. A name that begins with a precision ({@code bf16.cosine.worst}) is of a run in which what the file
 * does not quantise was computed in that.
 *
 * @param texts so many were measured
 * @param measures by name
 */
public record Quality(int texts, List<Measure> measures) {
    static final String FILE = "quality.json";
    private static final String WORST_COSINE = "cosine.worst";

    /** Copies the list. */
    public Quality {
        measures = List.copyOf(measures);
    }

    /**
     * One figure and its bar.
     *
     * @param name as the file has it
     * @param value that was measured
     * @param least that it must be
     */
    public record Measure(String name, double value, double least) {}

    /**
     * Of a model; no measures without the file.
     *
     * @throws ModelException if the figures are below their bars, of another file, or no figures
     */
    public static Quality of(ModelFiles files, OnnxFile onnx) {
        if (!files.has(FILE)) {
            return new Quality(0, List.of());
        }
        Path file = files.path(FILE);
        JsonNode json = files.json(FILE, "what quantising cost");
        String sha256 = json.path("sha256").asText();
        if (!sha256.equalsIgnoreCase(onnx.sha256())) {
            throw new ModelException(
                    file,
                    "the figures of " + onnx.path().getFileName() + " (SHA-256 " + onnx.sha256() + ")",
                    sha256.isEmpty() ? "no sha256" : "those of a file with SHA-256 " + sha256,
                    "measure this file, or remove its figures");
        }
        if (json.path("texts").asInt() < 1) {
            throw new ModelException(
                    file,
                    "texts, over how many it was measured",
                    json.path("texts").isMissingNode()
                            ? "none"
                            : json.path("texts").toString(),
                    "measure the model again, or remove this file");
        }
        Quality quality = new Quality(json.path("texts").asInt(), measures(file, json.path("measures")));
        for (Measure measure : quality.measures) {
            if (!(measure.value >= measure.least)) {
                throw new ModelException(
                        file,
                        measure.name + " of at least " + measure.least,
                        measure.value + " over " + quality.texts + " texts",
                        "quantise again with more texts of calibration, or remove this file to use the model as it is");
            }
        }
        return quality;
    }

    /** True if what the file does not quantise was also computed in this precision, and the model still held its bars. */
    public boolean covers(String precision) {
        return measures.stream().anyMatch(measure -> measure.name.startsWith(precision + "."));
    }

    /** The cosine to the model as it was that every text is to have, or the other one where none is stated. */
    public double leastCosine(double otherwise) {
        return measures.stream()
                .filter(measure -> measure.name.equals(WORST_COSINE))
                .mapToDouble(Measure::least)
                .findFirst()
                .orElse(otherwise);
    }

    private static List<Measure> measures(Path file, JsonNode json) {
        List<Measure> measures = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            JsonNode value = entry.getValue().path("value");
            JsonNode least = entry.getValue().path("least");
            if (!value.isNumber() || !least.isNumber()) {
                throw new ModelException(
                        file,
                        "numbers value and least for " + entry.getKey(),
                        entry.getValue().toString(),
                        "measure the model again, or remove this file");
            }
            measures.add(new Measure(entry.getKey(), value.asDouble(), least.asDouble()));
        }
        if (measures.isEmpty()) {
            throw new ModelException(file, "measures", "none", "measure the model again, or remove this file");
        }
        return measures;
    }

    @Override
    public String toString() {
        return measures.stream()
                        .map(measure -> String.format(
                                Locale.ROOT, "%s %s (at least %s)", measure.name, measure.value, measure.least))
                        .collect(Collectors.joining(", "))
                + ", " + texts + " texts";
    }
}
