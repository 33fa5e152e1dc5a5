package textmill.topology.result.tokenvectors;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import textmill.events.TextTokenVectors;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.VectorForm;
import textmill.runtime.task.tokenvectors.TokenVectors;
import textmill.runtime.task.tokenvectors.TokenVectorsType;
import textmill.schema.serde.FloatVector;
import textmill.topology.config.Key;
import textmill.topology.config.Settings;
import textmill.topology.result.IntVector;
import textmill.topology.result.Picture;
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
    public void show(TaskResult result, Picture picture) {
        TokenVectors vectors = (TokenVectors) result;
        picture.figure("vectors", vectors.size()).figure("dimensions", vectors.width());
    }

    @Override
    public SpecificRecord empty() {
        return new TextTokenVectors(
                "", 0, 0L, "", "", false, true, false, List.of(), List.of(), List.of(), "", null, 0);
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
                result.form().packed() ? List.of() : vectors(result),
                IntVector.wrap(result.starts()),
                IntVector.wrap(result.ends()),
                result.form().type().text(),
                result.form().packed() ? bytes(result) : null,
                result.width());
    }

    private static List<List<Float>> vectors(TokenVectors result) {
        VectorForm form = result.form();
        List<List<Float>> vectors = new ArrayList<>(result.size());
        for (int i = 0; i < result.size(); i++) {
            float[] vector = result.vector(i);
            vectors.add(FloatVector.wrap(form.isPlain() ? vector : form.numbers(vector)));
        }
        return vectors;
    }

    private static List<ByteBuffer> bytes(TokenVectors result) {
        List<ByteBuffer> vectors = new ArrayList<>(result.size());
        for (int i = 0; i < result.size(); i++) {
            vectors.add(ByteBuffer.wrap(result.form().bytes(result.vector(i))));
        }
        return vectors;
    }
}
