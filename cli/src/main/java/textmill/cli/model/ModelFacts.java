package textmill.cli.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import textmill.cli.result.ResultViews;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Precision;
import textmill.runtime.model.Prompts;
import textmill.runtime.model.Quality;
import textmill.runtime.model.TokenizerSettings;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskSpec;

/** What was understood of a model, a line a fact, each with the file that says it. */
final class ModelFacts {
    private static final int SHOWN = 5;

    private final TaskSpec task;
    private final ModelSpec model;
    private final List<String> lines = new ArrayList<>();

    ModelFacts(TaskSpec task) {
        this.task = task;
        this.model = task.model();
    }

    List<String> lines() {
        add("model", model.name(), model.directory().toString());
        String family = model.config().path("model_type").asText("not said");
        String architecture = model.architecture();
        add("family", architecture.isEmpty() ? family : family + ", " + architecture, "config.json");
        add("task", task.type().name(), "");
        graph();
        quality();
        tokenizer();
        head();
        if (!model.stated().equals(textmill.runtime.model.Statements.none())) {
            add("stated", model.stated().toString(), "command line, or textmill in config.json");
        }
        warnings();
        return lines;
    }

    private void graph() {
        OnnxGraph graph = model.graph();
        String file = model.directory().relativize(model.onnx().path()).toString();
        add("precision", model.onnx().precision() + ", opset " + graph.opsets().get(""), file);
        add("inputs", joined(graph.inputs()), file);
        add("outputs", joined(graph.outputs()), file);
        add("reads", String.join(", ", task.head().outputs()), "");
    }

    private void quality() {
        Quality quality = model.quality();
        if (!quality.measures().isEmpty()) {
            add("quantising", quality.toString(), "quality.json");
        }
    }

    private static String joined(List<OnnxGraph.Value> values) {
        return values.stream().map(OnnxGraph.Value::toString).collect(Collectors.joining(", "));
    }

    private void tokenizer() {
        String file = model.directory().relativize(model.tokenizer().path()).toString();
        TokenizerSettings settings = model.tokenizer().settings();
        add("limit", model.tokenizer().maxTokens() + " tokens, special ones included", "");
        add("padding id", String.valueOf(model.tokenizer().padId()), file);
        add("too long", settings.cutsStart() ? "the start is cut off" : "the end is cut off", "tokenizer_config.json");
        if (settings.lowerCaseFirst()) {
            add("case", "lower case before the tokenizer", "sentence_bert_config.json");
        }
        if (!settings.normaliser().isEmpty()) {
            add("normaliser", settings.normaliser().toString(), "tokenizer_config.json");
        }
        Prompts prompts = Prompts.read(model.layout());
        if (!prompts.byName().isEmpty()) {
            add("prompts", quoted(prompts.byName()), "config_sentence_transformers.json");
        }
        add("prompt", settings.prompt().isEmpty() ? "none" : '"' + settings.prompt() + '"', "");
    }

    private static String quoted(Map<String, String> prompts) {
        return prompts.entrySet().stream()
                .map(prompt -> prompt.getKey() + " \"" + prompt.getValue() + '"')
                .collect(Collectors.joining(", "));
    }

    private void head() {
        task.head().facts(model).forEach(fact -> add(fact.name(), fact.value(), fact.file()));
        String similarity = model.layout().similarity();
        if (!similarity.isEmpty()) {
            add("compare by", similarity, "config_sentence_transformers.json");
        }
    }

    private void warnings() {
        model.warnings().forEach(warning -> add("warning", warning, "config.json"));
        if (model.onnx().precision() == Precision.DYNAMIC_INT8) {
            add(
                    "warning",
                    "int8 here is computed token by token: its vectors do not mix with an index that ONNX Runtime made",
                    "");
        }
    }

    private void add(String name, String value, String file) {
        lines.add(line(name, value, file));
    }

    /** One fact. */
    static String line(String name, String value, String file) {
        return String.format(Locale.ROOT, "%-12s %s%s", name, value, file.isEmpty() ? "" : "  [" + file + "]");
    }

    /** The beginning of a result. */
    static String shown(TaskResult result) {
        float[] numbers = ResultViews.numbers(result);
        double squares = 0;
        for (float number : numbers) {
            squares += (double) number * number;
        }
        String first = IntStream.range(0, Math.min(SHOWN, numbers.length))
                .mapToObj(i -> String.format(Locale.ROOT, "%.4f", numbers[i]))
                .collect(Collectors.joining(" "));
        return String.format(
                Locale.ROOT,
                "%d numbers of length %.3f: %s%s",
                numbers.length,
                Math.sqrt(squares),
                first,
                numbers.length > SHOWN ? " …" : "");
    }
}
