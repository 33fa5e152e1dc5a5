package textmill.runtime.task.classification;

import java.util.List;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.PairUse;
import textmill.runtime.task.TaskOption;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskType;

/**
 * Classification of two texts that are read together: does one entail the other, does it follow it. Everything but the
 * second text is classification's, whose results it has.
 */
public final class PairClassificationType implements TaskType {
    /** The kind. */
    public static final PairClassificationType INSTANCE = new PairClassificationType();

    private PairClassificationType() {}

    @Override
    public String name() {
        return "pair-classification";
    }

    /** A …ForSequenceClassification does not say that it reads two texts: with a pair it is a classification all the same. */
    @Override
    public boolean serves(String architecture) {
        return architecture.endsWith("ForNextSentencePrediction");
    }

    @Override
    public boolean fits(ModelSpec model) {
        return TaskType.super.fits(model) || ClassificationType.INSTANCE.fits(model);
    }

    @Override
    public String served() {
        return "a …ForNextSentencePrediction or …ForSequenceClassification";
    }

    @Override
    public PairUse pairs() {
        return PairUse.REQUIRED;
    }

    @Override
    public List<TaskOption<?>> options() {
        return ClassificationType.INSTANCE.options();
    }

    @Override
    public HeadSpec read(ModelSpec model, TaskOptions options) {
        return ClassificationType.INSTANCE.read(model, options);
    }
}
