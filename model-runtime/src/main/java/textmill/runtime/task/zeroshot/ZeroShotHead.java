package textmill.runtime.task.zeroshot;

import java.util.List;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.task.Head;
import textmill.runtime.task.NotFiniteException;
import textmill.runtime.task.Row;
import textmill.runtime.task.RowResult;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.UnexpectedShapeException;
import textmill.runtime.task.WindowMerge;
import textmill.runtime.task.Windowed;

/**
 * Reads how much each hypothesis is entailed, after Yin, Hay and Roth, Benchmarking Zero-shot Text Classification (EMNLP
 * 2019), as the pipeline of the transformers library does it: with one label to be chosen a softmax of the entailments over
 * the labels, otherwise of entailment against contradiction for each label.
 */
final class ZeroShotHead implements Head {
    private final ZeroShotSpec spec;
    private final List<String> labels;
    private final boolean each;

    ZeroShotHead(ZeroShotSpec spec) {
        this.spec = spec;
        this.labels = List.copyOf(spec.labels());
        this.each = spec.multiLabel() || labels.size() == 1;
    }

    /** Logits of one hypothesis. */
    private record Judgement(float entailment, float contradiction) implements TaskResult {
        @Override
        public TaskResult copy() {
            return this;
        }

        @Override
        public long bytes() {
            return 2L * Float.BYTES;
        }
    }

    @Override
    public TaskResult read(Row row) {
        ModelOutputs.Tensor logits = row.output(spec.logits());
        ZeroShotSpec.Classes classes = spec.classes();
        if (logits.shape().length != 2 || logits.shape()[1] != classes.count()) {
            throw new UnexpectedShapeException(spec.logits(), "[batch, " + classes.count() + "]", logits.shape());
        }
        int from = row.from(logits);
        float entailment = logits.values()[from + classes.entailment()];
        float contradiction = logits.values()[from + classes.contradiction()];
        if (!Float.isFinite(entailment) || !Float.isFinite(contradiction)) {
            throw new NotFiniteException(spec.logits());
        }
        return new Judgement(entailment, contradiction);
    }

    @Override
    public TaskResult combine(List<RowResult> rows) {
        Judgement[] judgements =
                rows.stream().map(row -> (Judgement) row.value()).toArray(Judgement[]::new);
        return new ZeroShot(labels, each ? byItself(judgements) : against(judgements));
    }

    @Override
    public TaskResult merge(List<Windowed.Part> windows, WindowMerge scores) {
        float[] merged = new float[labels.size()];
        for (int i = 0; i < windows.size(); i++) {
            float[] window = ((ZeroShot) windows.get(i).result()).scores();
            for (int label = 0; label < merged.length; label++) {
                merged[label] = scores.add(merged[label], window[label], i);
            }
        }
        return new ZeroShot(labels, merged);
    }

    private static float[] byItself(Judgement[] judgements) {
        float[] scores = new float[judgements.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) (1 / (1 + Math.exp((double) judgements[i].contradiction - judgements[i].entailment)));
        }
        return scores;
    }

    private static float[] against(Judgement[] judgements) {
        double largest = Double.NEGATIVE_INFINITY;
        for (Judgement judgement : judgements) {
            largest = Math.max(largest, judgement.entailment);
        }
        double sum = 0;
        for (Judgement judgement : judgements) {
            sum += Math.exp(judgement.entailment - largest);
        }
        float[] scores = new float[judgements.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) (Math.exp(judgements[i].entailment - largest) / sum);
        }
        return scores;
    }
}
