package textmill.runtime.engine.start;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.engine.LoadedModel;
import textmill.runtime.model.Precision;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.ModelOutputs.Tensor;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.task.Head;
import textmill.runtime.task.Row;
import textmill.runtime.tokenize.Tokens;

/** One run of a few texts, as wide as the longest of them, and what came out. */
final class ProbeRun {
    /** What rounding does when the same sums are made in another order, of the row's largest value. */
    private static final float ROUNDING = 1e-5f;

    /** The same with 16 bits, or where kernels are chosen by the shape of a batch. */
    private static final float COARSE_ROUNDING = 1e-3f;

    private final LoadedModel model;
    private final List<ProbeTexts.Text> texts;
    private final PaddedBatch batch = new PaddedBatch();
    private final ModelOutputs outputs;
    private final float tolerance;
    private final boolean narrows;

    ProbeRun(LoadedModel model, ModelRunner runner, List<ProbeTexts.Text> texts) throws RunFailedException {
        this(model, runner, texts, false);
    }

    private ProbeRun(LoadedModel model, ModelRunner runner, List<ProbeTexts.Text> texts, boolean served)
            throws RunFailedException {
        this.model = model;
        this.texts = texts;
        List<Tokens> rows = texts.stream().map(ProbeTexts.Text::tokens).toList();
        if (served) {
            model.fill(batch, rows);
        } else {
            model.fillExactly(batch, rows);
        }
        this.outputs = runner.run(batch, model.outputs());
        this.tolerance = tolerance(model.spec().onnx().precision(), runner.device());
        this.narrows = runner.narrows();
    }

    /** A run that is as wide as it will be when the model serves. */
    static ProbeRun asServed(LoadedModel model, ModelRunner runner, List<ProbeTexts.Text> texts)
            throws RunFailedException {
        return new ProbeRun(model, runner, texts, true);
    }

    private static float tolerance(Precision precision, Device device) {
        if (device.kind().usesOpenVino()) {
            return 0;
        }
        return switch (precision) {
            case DYNAMIC_INT8 -> 0;
            case FP16 -> COARSE_ROUNDING;
            case FP32 -> device.kind() == Device.Kind.CPU ? ROUNDING : COARSE_ROUNDING;
        };
    }

    /** True if a text's result must be the same bit by bit whatever shares its batch. */
    static boolean isExact(LoadedModel model, ModelRunner runner) {
        return tolerance(model.spec().onnx().precision(), runner.device()) == 0;
    }

    /** Another run of the same model. */
    ProbeRun again(ModelRunner runner, List<ProbeTexts.Text> others) throws RunFailedException {
        return new ProbeRun(model, runner, others);
    }

    /** Lets every head read every text, so that what they cannot read shows. */
    void read() {
        for (Head head : model.heads()) {
            for (int i = 0; i < texts.size(); i++) {
                head.read(row(i));
            }
        }
    }

    /** True if a text comes out as it does in a run of its own. */
    boolean gives(int text, ProbeRun alone) {
        return compare(text, alone, (here, there) -> same(here, there, tolerance));
    }

    /**
     * True if padding leaves a text what it is. Where kernels are chosen by the width of a batch that is not to the bit, and
     * with fewer bits no more than they may change it themselves.
     */
    boolean resembles(int text, ProbeRun alone) {
        if (!model.limits().equalWidths()) {
            return gives(text, alone);
        }
        boolean quantised = !model.spec().quality().measures().isEmpty();
        return compare(
                text,
                alone,
                (here, there) -> (narrows || quantised)
                        ? PrecisionChoice.isClose(PrecisionChoice.cosine(here, there), model.spec())
                        : same(here, there, COARSE_ROUNDING));
    }

    private boolean compare(int text, ProbeRun alone, BiPredicate<float[], float[]> equal) {
        Row here = row(text);
        Row there = alone.row(0);
        return model.outputs().stream().allMatch(output -> {
            Tensor ours = here.output(output);
            Tensor theirs = there.output(output);
            boolean byToken =
                    batch.longest() != alone.batch.longest() && hasWidth(ours, batch) && hasWidth(theirs, alone.batch);
            if (byToken) {
                int count = here.tokens().length() * theirs.stride() / alone.batch.longest();
                return equal.test(part(ours, here.from(ours, 0), count), part(theirs, there.from(theirs, 0), count));
            }
            return equal.test(part(ours, here.from(ours), ours.stride()), part(theirs, 0, theirs.stride()));
        });
    }

    /** True if everything comes out bit by bit as it does when nothing else runs. */
    boolean isSameForLatency(ModelRunner runner) throws RunFailedException {
        ModelOutputs alone = runner.runForLatency(batch, model.outputs());
        return model.outputs().stream()
                .allMatch(output -> Arrays.equals(
                        outputs.get(output).values(), alone.get(output).values()));
    }

    private Row row(int index) {
        ProbeTexts.Text text = texts.get(index);
        return new Row(outputs, index, batch.offset(text.tokens()), text.tokens(), text.text());
    }

    private static boolean hasWidth(Tensor tensor, PaddedBatch batch) {
        return tensor.shape().length > 1 && tensor.shape()[1] == batch.longest();
    }

    private static float[] part(Tensor tensor, int from, int count) {
        float[] part = new float[count];
        tensor.copy(from, part);
        return part;
    }

    private static boolean same(float[] a, float[] b, float tolerance) {
        if (tolerance == 0 || a.length != b.length) {
            return Arrays.equals(a, b);
        }
        float largest = 1;
        for (float value : b) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < a.length; i++) {
            if (!(Math.abs(a[i] - b[i]) <= tolerance * largest)) {
                return false;
            }
        }
        return true;
    }
}
