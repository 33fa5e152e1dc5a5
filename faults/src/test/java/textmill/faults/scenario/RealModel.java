package textmill.faults.scenario;

import textmill.faults.load.Texts;
import textmill.faults.oracle.OutputRecord;
import textmill.models.BundledModels;
import textmill.runtime.TextModel;

/** What a bundled model makes of the texts, computed in this JVM one by one. */
public final class RealModel implements AutoCloseable {
    /** The model. */
    public static final String NAME = "all-minilm-l6-v2";

    private final TextModel model;

    private RealModel(TextModel model) {
        this.model = model;
    }

    /** Loads the model. */
    public static RealModel open() {
        return new RealModel(TextModel.load(BundledModels.resolve(NAME)));
    }

    /** True if a result is that of its text. */
    public boolean matches(OutputRecord result) {
        float[] expected = model.embed(Texts.text(result.sourcePartition(), result.sourceOffset()));
        return ExpectedVector.computed(expected).matches(result);
    }

    @Override
    public void close() {
        model.close();
    }
}
