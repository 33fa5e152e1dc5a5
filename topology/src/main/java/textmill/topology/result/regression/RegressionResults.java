package textmill.topology.result.regression;

import java.util.List;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import textmill.events.TextRegression;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.regression.Regression;
import textmill.runtime.task.regression.RegressionType;
import textmill.schema.serde.FloatVector;
import textmill.topology.config.Key;
import textmill.topology.config.Rule;
import textmill.topology.config.Settings;
import textmill.topology.result.Conditions;
import textmill.topology.result.Picture;
import textmill.topology.result.ResultSource;
import textmill.topology.result.ResultType;

/** Numbers as {@link TextRegression}; they have no options. */
public final class RegressionResults implements ResultType {
    /** How much it is. */
    public static final Key<Float> VALUE_ABOVE =
            Key.optional("value.above", Rule.number(), "The number is greater; of several the first.");

    /** How little it is. */
    public static final Key<Float> VALUE_BELOW =
            Key.optional("value.below", Rule.number(), "The number is less; of several the first.");

    @Override
    public TaskType kind() {
        return RegressionType.INSTANCE;
    }

    @Override
    public List<Key<?>> options() {
        return List.of();
    }

    @Override
    public List<Key<?>> conditions() {
        return List.of(VALUE_ABOVE, VALUE_BELOW);
    }

    @Override
    public Predicate<TaskResult> condition(Settings settings) {
        Conditions<Regression> conditions = new Conditions<Regression>(settings)
                .with(VALUE_ABOVE, (result, value) -> result.values()[0] > value)
                .with(VALUE_BELOW, (result, value) -> result.values()[0] < value);
        return result -> conditions.hold((Regression) result);
    }

    @Override
    public void show(TaskResult result, Picture picture) {
        Regression numbers = (Regression) result;
        for (int i = 0; i < numbers.values().length; i++) {
            picture.figure(numbers.names().get(i), numbers.values()[i]);
        }
    }

    @Override
    public SpecificRecord empty() {
        return new TextRegression("", 0, 0L, "", "", false, true, false, 0f, List.of(), List.of());
    }

    @Override
    public Records records(Settings options) {
        return (source, result) -> record(source, (Regression) result);
    }

    private static TextRegression record(ResultSource source, Regression result) {
        return new TextRegression(
                source.origin().topic(),
                source.origin().partition(),
                source.origin().offset(),
                source.task().model(),
                source.task().fingerprint(),
                source.text().flags().truncated(),
                source.text().flags().empty(),
                source.text().flags().substituted(),
                result.values()[0],
                FloatVector.wrap(result.values()),
                result.names());
    }
}
