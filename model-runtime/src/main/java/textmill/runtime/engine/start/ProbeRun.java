package textmill.runtime.engine.start;

import java.util.Arrays;
import java.util.List;
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

    ProbeRun(LoadedModel model, ModelRunner runner, List<ProbeTexts.Text> texts) throws RunFailedException {
        this.model = model;
        this.texts = texts;
        model.fillExactly(batch, texts.stream().map(ProbeTexts.Text::tokens).toList());
        this.outputs = runner.run(batch, model.outputs());
        this.tolerance = tolerance(model.spec().onnx().precision(), runner.device());
    }

    private static float tolerance(Precision precision, Device device) {
        return switch (precision) {
            case DYNAMIC_INT8 -> 0;
            case FP16 -> COARSE_ROUNDING;
            case FP32 -> device.kind() == Device.Kind.CPU ? ROUNDING : COARSE_ROUNDING;
        };
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
        Row here = row(text);
        Row there = alone.row(0);
        return model.outputs().stream().allMatch(output -> {
            Tensor ours = here.output(output);
            Tensor theirs = there.output(output);
            boolean byToken =
                    batch.longest() != alone.batch.longest() && hasWidth(ours, batch) && hasWidth(theirs, alone.batch);
            if (byToken) {
                int count = here.tokens().length() * theirs.stride() / alone.batch.longest();
                return same(part(ours, here.from(ours, 0), count), part(theirs, there.from(theirs, 0), count));
            }
            return same(part(ours, here.from(ours), ours.stride()), part(theirs, 0, theirs.stride()));
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
        return Arrays.copyOfRange(tensor.values(), from, from + count);
    }

    private boolean same(float[] a, float[] b) {
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
