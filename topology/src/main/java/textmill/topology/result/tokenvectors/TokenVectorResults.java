package textmill.topology.result.tokenvectors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import textmill.events.TextTokenVectors;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.tokenvectors.TokenVectors;
import textmill.runtime.task.tokenvectors.TokenVectorsType;
import textmill.schema.serde.FloatVector;
import textmill.topology.config.Key;
import textmill.topology.config.Settings;
import textmill.topology.result.IntVector;
import textmill.topology.result.ResultSource;
import textmill.topology.result.ResultType;

/** Token vectors as {@link TextTokenVectors}. */
public final class TokenVectorResults implements ResultType {
    @Override
    public TaskType kind() {
        return TokenVectorsType.INSTANCE;
    }

    @Override
    public List<Key<?>> options() {
        return List.of();
    }

    @Override
    public SpecificRecord empty() {
        return new TextTokenVectors("", 0, 0L, "", "", false, true, false, List.of(), List.of(), List.of());
    }

    @Override
    public Records records(Settings options) {
        return (source, result) -> record(source, (TokenVectors) result);
    }

    private static TextTokenVectors record(ResultSource source, TokenVectors result) {
        return new TextTokenVectors(
                source.origin().topic(),
                source.origin().partition(),
                source.origin().offset(),
                source.task().model(),
                source.task().fingerprint(),
                source.text().flags().truncated(),
                source.text().flags().empty(),
                source.text().flags().substituted(),
                vectors(result),
                IntVector.wrap(result.starts()),
                IntVector.wrap(result.ends()));
    }

    private static List<List<Float>> vectors(TokenVectors result) {
        List<List<Float>> vectors = new ArrayList<>(result.size());
        for (int i = 0; i < result.size(); i++) {
            int from = i * result.width();
            vectors.add(FloatVector.wrap(Arrays.copyOfRange(result.vectors(), from, from + result.width())));
        }
        return vectors;
    }
}
