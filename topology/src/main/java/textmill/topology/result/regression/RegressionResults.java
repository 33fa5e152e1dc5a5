package textmill.topology.result.regression;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import textmill.events.TextRegression;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.regression.Regression;
import textmill.runtime.task.regression.RegressionType;
import textmill.schema.serde.FloatVector;
import textmill.topology.config.Key;
import textmill.topology.config.Settings;
import textmill.topology.result.ResultSource;
import textmill.topology.result.ResultType;

/** Numbers as {@link TextRegression}; they have no options. */
public final class RegressionResults implements ResultType {
    @Override
    public TaskType kind() {
        return RegressionType.INSTANCE;
    }

    @Override
    public List<Key<?>> options() {
        return List.of();
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
