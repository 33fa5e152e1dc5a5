package textmill.cli.result;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import textmill.cli.result.classification.ClassificationView;
import textmill.cli.result.embedding.EmbeddingView;
import textmill.cli.result.fillmask.MasksView;
import textmill.cli.result.regression.RegressionView;
import textmill.cli.result.replacedtokens.ReplacedTokensView;
import textmill.cli.result.sparse.SparseView;
import textmill.cli.result.tokenclassification.EntitiesView;
import textmill.cli.result.tokenvectors.TokenVectorsView;
import textmill.cli.result.zeroshot.ZeroShotView;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.Windowed;

/** The one list of how kinds of result are shown. */
public final class ResultViews {
    private static final List<ResultView<?, ?>> ALL = List.of(
            new EmbeddingView(),
            new ClassificationView("classification"),
            new ClassificationView("pair-classification"),
            new ReplacedTokensView(),
            new EntitiesView(),
            new RegressionView(),
            new MasksView(),
            new SparseView(),
            new TokenVectorsView(),
            new ZeroShotView());

    private ResultViews() {}

    /** Every kind. */
    public static List<ResultView<?, ?>> all() {
        return ALL;
    }

    /** Writes the fields of a result's object; of a long text's, that of the whole text and behind it its windows'. */
    public static void write(JsonGenerator json, TaskResult result) throws IOException {
        if (result instanceof Windowed windowed) {
            write(json, windowed.whole());
            json.writeArrayFieldStart("windows");
            for (Windowed.Part part : windowed.windows()) {
                json.writeStartObject();
                json.writeNumberField("start", part.start());
                json.writeNumberField("end", part.end());
                write(json, part.result());
                json.writeEndObject();
            }
            json.writeEndArray();
        } else {
            write(json, result, of(result));
        }
    }

    /** The numbers of a result. */
    public static float[] numbers(TaskResult result) {
        TaskResult whole = Windowed.whole(result);
        return numbers(whole, of(whole));
    }

    private static <R extends TaskResult> float[] numbers(TaskResult result, ResultView<R, ?> view) {
        return view.numbers(view.result().cast(result));
    }

    /**
     * The numbers that another implementation wrote for the same text.
     *
     * @throws IllegalArgumentException saying what the line lacks
     */
    public static float[] expected(JsonNode line, TaskResult result) {
        TaskResult whole = Windowed.whole(result);
        return expected(line, whole, of(whole));
    }

    private static <R extends TaskResult> float[] expected(JsonNode line, TaskResult result, ResultView<R, ?> view) {
        return view.expected(line, view.result().cast(result));
    }

    /** Numbers of a JSON array, one of each element. */
    public static float[] array(JsonNode line, String field, Function<JsonNode, JsonNode> number) {
        JsonNode array = line.path(field);
        if (!array.isArray()) {
            throw new IllegalArgumentException("an array \"" + field + "\"");
        }
        float[] numbers = new float[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) number.apply(array.path(i)).asDouble();
        }
        return numbers;
    }

    private static ResultView<?, ?> of(TaskResult result) {
        return ALL.stream()
                .filter(view -> view.result().isInstance(result))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no view for " + result.getClass().getName()));
    }

    private static <R extends TaskResult> void write(JsonGenerator json, TaskResult result, ResultView<R, ?> view)
            throws IOException {
        view.write(json, view.result().cast(result));
    }

    /** The line of a record: where its text came from, the kind, and what was found; empty if it is no result. */
    public static Optional<String> line(Object value) {
        return ALL.stream()
                .filter(view -> view.record().isInstance(value))
                .findFirst()
                .map(view -> line((SpecificRecord) value, view));
    }

    private static <A extends SpecificRecord> String line(SpecificRecord value, ResultView<?, A> view) {
        Source source = Source.of(value);
        return String.format(Locale.ROOT, "%-10s %-16s ", source.partition() + "@" + source.offset(), view.name())
                + view.line(view.record().cast(value));
    }

    /** True if a value that was read from a topic is a result that says that something is wrong with its text. */
    public static boolean isFlagged(Object value) {
        return ALL.stream()
                .filter(view -> view.record().isInstance(value))
                .findFirst()
                .filter(view -> isFlagged((SpecificRecord) value, view))
                .isPresent();
    }

    private static <A extends SpecificRecord> boolean isFlagged(SpecificRecord value, ResultView<?, A> view) {
        return view.isFlagged(view.record().cast(value));
    }

    /** True if a value that was read from a topic is a result of a kind that is known here. */
    public static boolean isResult(Object value) {
        return ALL.stream().anyMatch(view -> view.record().isInstance(value));
    }
}
