package textmill.runtime.engine;

import java.util.List;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.head.Head;
import textmill.runtime.head.NotFiniteException;
import textmill.runtime.head.UnexpectedShapeException;
import textmill.runtime.model.ModelException;
import textmill.runtime.onnx.ModelOutputs;
import textmill.runtime.onnx.ModelRunner;
import textmill.runtime.onnx.RunFailure;
import textmill.runtime.tokenize.Tokens;

/** Runs every model once before it serves: what its file did not declare shows here, and its memory is warmed. */
final class ModelProbe {
    private static final String TEXT = "A text of some words.";

    private final ModelSet models;

    ModelProbe(ModelSet models) {
        this.models = models;
    }

    void check() {
        models.models().forEach(ModelProbe::check);
    }

    private static void check(LoadedModel model) {
        Tokens shorter = model.tokenizer.tokenize("", true);
        Tokens longer =
                model.tokenizer.tokenize(TEXT, true).cut(model.spec.tokenizer().maxTokens());
        List<Tokens> rows = model.limits().maxRows() == 1 ? List.of(longer) : List.of(longer, shorter);
        PaddedBatch batch = new PaddedBatch();
        model.fill(batch, rows);
        for (ModelRunner runner : model.runners) {
            try {
                ModelOutputs outputs = runner.run(batch, model.outputs());
                for (Head head : model.heads()) {
                    for (int row = 0; row < rows.size(); row++) {
                        head.read(outputs, row, rows.get(row));
                    }
                }
            } catch (RunFailure | UnexpectedShapeException | NotFiniteException e) {
                throw new ModelException(
                        model.spec.onnx().path(),
                        "a model that computes a text on " + runner.device(),
                        String.valueOf(e.getMessage()),
                        "check that its files belong together, or export it again",
                        e);
            }
        }
    }
}
