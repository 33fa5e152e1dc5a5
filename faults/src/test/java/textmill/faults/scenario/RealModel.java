package textmill.faults.scenario;

import textmill.faults.load.Texts;
import textmill.faults.oracle.OutputRecord;
import textmill.models.BundledModels;
import textmill.runtime.TextModel;

/**
 * What a bundled model makes of the texts, computed in this JVM one by one. Which texts share a batch differs from run to
 * run, and with it the order of floating-point additions, hence a small tolerance.
 */
public final class RealModel implements AutoCloseable {
    /** The model. */
    public static final String NAME = "all-minilm-l6-v2";

    private static final float TOLERANCE = 1e-4f;

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
        if (!Scenario.hasItsKey(result) || result.vector().size() != expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (Math.abs(expected[i] - result.vector().get(i)) > TOLERANCE) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        model.close();
    }
}
