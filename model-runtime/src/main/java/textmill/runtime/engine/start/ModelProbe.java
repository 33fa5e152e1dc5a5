package textmill.runtime.engine.start;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.batch.BatchLimits;
import textmill.runtime.batch.Sharing;
import textmill.runtime.engine.LoadedModel;
import textmill.runtime.engine.ModelSet;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelInputs;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.task.NotFiniteException;
import textmill.runtime.task.UnexpectedShapeException;

/**
 * Runs every model a few times before it serves. What its file did not declare shows here, and so does what may share a
 * batch: a text must give what it gives alone. Where padding changes that, only texts of one length run together; where the
 * neighbours do, every text runs alone.
 */
final class ModelProbe {
    private static final Logger LOG = LoggerFactory.getLogger(ModelProbe.class);

    private final ModelSet models;

    ModelProbe(ModelSet models) {
        this.models = models;
    }

    void check() {
        models.models().forEach(ModelProbe::check);
    }

    private static void check(LoadedModel model) {
        model.spec()
                .warnings()
                .forEach(warning -> LOG.warn("{}: {}", model.spec().name(), warning));
        ProbeTexts texts = ProbeTexts.of(model);
        for (ModelRunner runner : model.runners()) {
            try {
                check(model, runner, texts);
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

    private static void check(LoadedModel model, ModelRunner runner, ProbeTexts texts) throws RunFailedException {
        ProbeRun text = first(model, runner, texts);
        if (model.limits().maxRows() > 1 && dependsOnNeighbours(runner, texts, text)) {
            runAlone(model, runner);
        }
        // Alone every text must do, whatever its length.
        ProbeRun shortest = new ProbeRun(model, runner, List.of(texts.shortest()));
        shortest.read();
        BatchLimits limits = model.limits();
        boolean padded =
                limits.sharing() == Sharing.ANY_TEXTS || limits.buckets().isRounding();
        if (padded && dependsOnPadding(model, runner, texts, new Alone(text, shortest))) {
            LOG.info(
                    "On {} padding changes the results of {}: only texts of one length share a batch",
                    runner.device(),
                    model.spec().name());
            model.share(BatchLimits::withEqualLengths);
        }
        if (model.limits().maxRows() > 1 && dependsOnShape(model, runner, texts)) {
            runAlone(model, runner);
        }
        longest(model, runner, texts);
        threads(model, runner, texts);
    }

    private static void runAlone(LoadedModel model, ModelRunner runner) {
        LOG.warn(
                "On {} the results of {} depend on what shares a batch: every text runs alone",
                runner.device(),
                model.spec().name());
        model.share(BatchLimits::withOneRow);
    }

    /** A text alone; graphs that lose a dimension when there is one row get a second. */
    private static ProbeRun first(LoadedModel model, ModelRunner runner, ProbeTexts texts) throws RunFailedException {
        try {
            ProbeRun run = new ProbeRun(model, runner, List.of(texts.text()));
            run.read();
            return run;
        } catch (RunFailedException | UnexpectedShapeException e) {
            boolean free = model.spec().onnx().inputs().rows() == ModelInputs.FREE;
            if (!free || lost(e) || !worksWithTwoRows(model, runner, texts)) {
                throw e;
            }
            LOG.info(
                    "{} does not compute one row, so a text alone has two: {}",
                    model.spec().name(),
                    e.getMessage());
            return new ProbeRun(model, runner, List.of(texts.text()));
        }
    }

    private static boolean worksWithTwoRows(LoadedModel model, ModelRunner runner, ProbeTexts texts)
            throws RunFailedException {
        model.leastRows(2);
        try {
            new ProbeRun(model, runner, List.of(texts.text())).read();
            return true;
        } catch (RunFailedException | UnexpectedShapeException e) {
            if (lost(e)) {
                throw e;
            }
            return false;
        }
    }

    private static boolean dependsOnNeighbours(ModelRunner runner, ProbeTexts texts, ProbeRun text)
            throws RunFailedException {
        ProbeRun other = text.again(runner, List.of(texts.other()));
        try {
            ProbeRun together = text.again(runner, List.of(texts.text(), texts.other()));
            together.read();
            return !(together.gives(0, text) && together.gives(1, other));
        } catch (RunFailedException | UnexpectedShapeException e) {
            if (lost(e)) {
                throw e;
            }
            return true;
        }
    }

    /** Where kernels are chosen by the shape of a batch and bits must hold, they are compared at many widths. */
    private static boolean dependsOnShape(LoadedModel model, ModelRunner runner, ProbeTexts texts)
            throws RunFailedException {
        BatchLimits limits = model.limits();
        if (!limits.equalWidths() || !ProbeRun.isExact(model, runner)) {
            return false;
        }
        for (ProbeTexts.Text widest : texts.widths()) {
            int width = limits.buckets().width(widest.tokens().length());
            ProbeTexts.Text text = widest.cut(width - 1);
            if (limits.buckets().width(text.tokens().length()) != width) {
                text = widest;
            }
            int rows = Math.max(2, Math.min(limits.maxRows(), limits.maxPaddedTokens() / width));
            List<ProbeTexts.Text> batch = new ArrayList<>(Collections.nCopies(rows - 1, widest));
            batch.add(text);
            ProbeRun alone = ProbeRun.asServed(model, runner, List.of(text));
            if (!ProbeRun.asServed(model, runner, batch).gives(rows - 1, alone)) {
                return true;
            }
        }
        return false;
    }

    private static boolean dependsOnPadding(LoadedModel model, ModelRunner runner, ProbeTexts texts, Alone alone)
            throws RunFailedException {
        if (model.limits().maxRows() == 1) {
            return !ProbeRun.asServed(model, runner, List.of(texts.shortest())).resembles(0, alone.shortest);
        }
        if (!texts.masked()) {
            return true;
        }
        try {
            ProbeRun together = alone.text.again(runner, List.of(texts.shortest(), texts.text()));
            together.read();
            return !(together.resembles(0, alone.shortest) && together.resembles(1, alone.text));
        } catch (RunFailedException | UnexpectedShapeException | NotFiniteException e) {
            if (lost(e)) {
                throw e;
            }
            return true;
        }
    }

    /** Two texts, each by itself and without padding. */
    private record Alone(ProbeRun text, ProbeRun shortest) {}

    /** What the files do not prove must be tried: a table of positions may be shorter than they say. */
    private static void longest(LoadedModel model, ModelRunner runner, ProbeTexts texts) {
        if (texts.longest() == null) {
            return;
        }
        try {
            new ProbeRun(model, runner, List.of(texts.longest())).read();
        } catch (RunFailedException | UnexpectedShapeException | NotFiniteException e) {
            throw new ModelException(
                    model.spec().onnx().path(),
                    "a model that computes a text of "
                            + texts.longest().tokens().length() + " tokens, its limit",
                    String.valueOf(e.getMessage()),
                    "give it a lower limit of tokens",
                    e);
        }
    }

    private static void threads(LoadedModel model, ModelRunner runner, ProbeTexts texts) throws RunFailedException {
        boolean exact = ProbeRun.isExact(model, runner);
        if (exact && runner.hasLatencySession()) {
            ProbeRun usual = new ProbeRun(model, runner, List.of(texts.text()));
            if (!usual.isSameForLatency(runner)) {
                LOG.warn(
                        "On {} the results of {} depend on the threads of a run: it never takes more of them",
                        runner.device(),
                        model.spec().name());
                model.neverUseLatencySession();
            }
        }
    }

    private static boolean lost(Exception e) {
        return e instanceof RunFailedException failure && failure.kind() != RunFailedException.Kind.INPUT;
    }
}
