package textmill.runtime.engine.start;

import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.batch.BatchLimits;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.engine.LoadedModel;
import textmill.runtime.engine.ModelSet;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.Precision;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.task.Head;
import textmill.runtime.task.NotFiniteException;
import textmill.runtime.task.Row;
import textmill.runtime.task.UnexpectedShapeException;
import textmill.runtime.tokenize.Tokens;

/** Runs every model once before it serves: what its file did not declare shows here, and its memory is warmed. */
final class ModelProbe {
    private static final Logger LOG = LoggerFactory.getLogger(ModelProbe.class);
    private static final String TEXT = "A text of some words.";
    private static final String OTHER = "Quite another one, which is no shorter than the first.";

    private final ModelSet models;

    ModelProbe(ModelSet models) {
        this.models = models;
    }

    void check() {
        models.models().forEach(ModelProbe::check);
    }

    private static void check(LoadedModel model) {
        Tokens shorter = model.tokenizer().tokenize("", true);
        Tokens longer = model.tokenizer()
                .tokenize(TEXT, true)
                .cut(model.spec().tokenizer().maxTokens());
        Tokens other = model.tokenizer().tokenize(OTHER, true).cut(longer.length());
        BatchLimits limits = model.limits();
        boolean equal = limits.equalLengths() && other.length() == longer.length();
        List<Tokens> rows = limits.maxRows() == 1 || (limits.equalLengths() && !equal)
                ? List.of(longer)
                : List.of(longer, equal ? other : shorter);
        for (ModelRunner runner : model.runners()) {
            try {
                ModelOutputs outputs = run(model, runner, rows);
                for (Head head : model.heads()) {
                    for (int row = 0; row < rows.size(); row++) {
                        head.read(new Row(outputs, row, 0, rows.get(row), row == 0 ? TEXT : equal ? OTHER : ""));
                    }
                }
                if (limits.equalLengths() && !(equal && isIndependent(model, runner, rows, outputs))) {
                    LOG.warn(
                            "On {} the results of {} depend on what shares a batch: every text runs alone",
                            runner.device(),
                            model.spec().name());
                    model.oneTextPerBatch();
                }
                boolean exact = model.spec().onnx().precision() == Precision.DYNAMIC_INT8;
                if (exact && runner.hasLatencySession() && !isSameForLatency(model, runner, longer)) {
                    LOG.warn(
                            "On {} the results of {} depend on the threads of a run: it never takes more of them",
                            runner.device(),
                            model.spec().name());
                    model.neverUseLatencySession();
                }
            } catch (RunFailedException | UnexpectedShapeException | NotFiniteException e) {
                throw new ModelException(
                        model.spec().onnx().path(),
                        "a model that computes a text on " + runner.device(),
                        String.valueOf(e.getMessage()),
                        "check that its files belong together, or export it again",
                        e);
            }
        }
    }

    private static ModelOutputs run(LoadedModel model, ModelRunner runner, List<Tokens> rows)
            throws RunFailedException {
        PaddedBatch batch = new PaddedBatch();
        model.fill(batch, rows);
        return runner.run(batch, model.outputs());
    }

    /** True if a text comes out bit by bit as it does when nothing else runs. */
    private static boolean isSameForLatency(LoadedModel model, ModelRunner runner, Tokens text)
            throws RunFailedException {
        PaddedBatch batch = new PaddedBatch();
        model.fill(batch, List.of(text));
        ModelOutputs usual = runner.run(batch, model.outputs());
        ModelOutputs alone = runner.runForLatency(batch, model.outputs());
        return model.outputs().stream()
                .allMatch(output -> Arrays.equals(
                        usual.get(output).values(), alone.get(output).values()));
    }

    /** True if every row comes out bit by bit as it does alone. */
    private static boolean isIndependent(
            LoadedModel model, ModelRunner runner, List<Tokens> rows, ModelOutputs together) throws RunFailedException {
        for (int row = 0; row < rows.size(); row++) {
            ModelOutputs alone = run(model, runner, List.of(rows.get(row)));
            for (String output : model.outputs()) {
                float[] expected = alone.get(output).values();
                float[] all = together.get(output).values();
                int from = row * together.get(output).stride();
                if (!Arrays.equals(
                        expected,
                        0,
                        expected.length,
                        all,
                        from,
                        from + together.get(output).stride())) {
                    return false;
                }
            }
        }
        return true;
    }
}
