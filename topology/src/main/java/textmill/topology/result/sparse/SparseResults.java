package textmill.topology.result.sparse;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import textmill.events.TextSparseVector;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.sparse.SparseType;
import textmill.runtime.task.sparse.SparseVector;
import textmill.schema.serde.FloatVector;
import textmill.topology.config.Key;
import textmill.topology.config.Rule;
import textmill.topology.config.Settings;
import textmill.topology.result.IntVector;
import textmill.topology.result.Picture;
import textmill.topology.result.ResultSource;
import textmill.topology.result.ResultType;

/** Sparse vectors as {@link TextSparseVector}. */
public final class SparseResults implements ResultType {
    /** How many terms somebody who looks on is shown. */
    private static final int HEAVIEST = 20;

    /** Whether records carry the terms. */
    public static final Key<Terms> TOKENS = Key.of(
            "tokens",
            Rule.word(Terms.class),
            Terms.FULL,
            "`full`: sparse vectors carry each term as the tokenizer writes it. `indices`: they carry its id only.");

    /** How terms are named. */
    public enum Terms {
        /** By their ids and as they are written. */
        FULL,
        /** By their ids. */
        INDICES
    }

    @Override
    public TaskType kind() {
        return SparseType.INSTANCE;
    }

    @Override
    public List<Key<?>> options() {
        return List.of(TOKENS);
    }

    /** The ids of terms tell them too, by the model's vocabulary; but a whole name or number is rarely one term. */
    @Override
    public Optional<String> insteadOfText(Settings options) {
        return options.get(TOKENS) == Terms.FULL ? Optional.of("tokens to indices") : Optional.empty();
    }

    @Override
    public void show(TaskResult result, Picture picture) {
        SparseVector terms = (SparseVector) result;
        float[] weights = terms.values();
        IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -weights[i]))
                .limit(HEAVIEST)
                .forEach(i -> picture.word(terms.tokens()[i], weights[i]));
        picture.figure("terms", weights.length);
    }

    @Override
    public SpecificRecord empty() {
        return new TextSparseVector("", 0, 0L, "", "", false, true, false, List.of(), List.of(), null);
    }

    @Override
    public Records records(Settings options) {
        boolean full = options.get(TOKENS) == Terms.FULL;
        return (source, result) -> record(source, (SparseVector) result, full);
    }

    private static TextSparseVector record(ResultSource source, SparseVector result, boolean full) {
        return new TextSparseVector(
                source.origin().topic(),
                source.origin().partition(),
                source.origin().offset(),
                source.task().model(),
                source.task().fingerprint(),
                source.text().flags().truncated(),
                source.text().flags().empty(),
                source.text().flags().substituted(),
                IntVector.wrap(result.indices()),
                FloatVector.wrap(result.values()),
                full ? Arrays.asList(result.tokens()) : null);
    }
}
