package textmill.cli.result;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import textmill.cli.result.classification.ClassificationView;
import textmill.cli.result.embedding.EmbeddingView;
import textmill.cli.result.replacedtokens.ReplacedTokensView;
import textmill.cli.result.tokenclassification.EntitiesView;
import textmill.runtime.task.TaskResult;

/** The one list of how kinds of result are shown. */
public final class ResultViews {
    private static final List<ResultView<?, ?>> ALL =
            List.of(new EmbeddingView(), new ClassificationView(), new ReplacedTokensView(), new EntitiesView());

    private ResultViews() {}

    /** Every kind. */
    public static List<ResultView<?, ?>> all() {
        return ALL;
    }

    /** Writes the fields of a result's object. */
    public static void write(JsonGenerator json, TaskResult result) throws IOException {
        for (ResultView<?, ?> view : ALL) {
            if (view.result().isInstance(result)) {
                write(json, result, view);
                return;
            }
        }
        throw new IllegalArgumentException("no view for " + result.getClass().getName());
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

    /** True if a value that was read from a topic is a result of a kind that is known here. */
    public static boolean isResult(Object value) {
        return ALL.stream().anyMatch(view -> view.record().isInstance(value));
    }
}
