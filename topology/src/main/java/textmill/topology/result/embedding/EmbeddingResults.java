package textmill.topology.result.embedding;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import textmill.events.TextEmbedding;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.VectorForm;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.embedding.EmbeddingType;
import textmill.schema.serde.FloatVector;
import textmill.topology.anomaly.Evidence;
import textmill.topology.config.Key;
import textmill.topology.config.Settings;
import textmill.topology.result.Picture;
import textmill.topology.result.ResultSource;
import textmill.topology.result.ResultType;

/** Embeddings as {@link TextEmbedding}, in the form that their task is configured for. */
public final class EmbeddingResults implements ResultType {

    @Override
    public TaskType kind() {
        return EmbeddingType.INSTANCE;
    }

    @Override
    public List<Key<?>> options() {
        return List.of();
    }

    @Override
    public void tell(TaskResult result, Evidence evidence) {
        evidence.embedding(((Embedding) result).vector());
    }

    @Override
    public void show(TaskResult result, Picture picture) {
        float[] vector = ((Embedding) result).vector();
        picture.vector(vector).figure("dimensions", vector.length);
    }

    @Override
    public SpecificRecord empty() {
        return new TextEmbedding("", 0, 0L, "", "", false, true, false, List.of(), "", null, 0);
    }

    @Override
    public Records records(Settings options) {
        return (source, result) -> record(source, (Embedding) result);
    }

    private static TextEmbedding record(ResultSource source, Embedding embedding) {
        VectorForm form = embedding.form();
        float[] vector = embedding.vector();
        return new TextEmbedding(
                source.origin().topic(),
                source.origin().partition(),
                source.origin().offset(),
                source.task().model(),
                source.task().fingerprint(),
                source.text().flags().truncated(),
                source.text().flags().empty(),
                source.text().flags().substituted(),
                form.packed() ? List.of() : FloatVector.wrap(form.isPlain() ? vector : form.numbers(vector)),
                form.type().text(),
                form.packed() ? ByteBuffer.wrap(form.bytes(vector)) : null,
                vector.length);
    }
}
