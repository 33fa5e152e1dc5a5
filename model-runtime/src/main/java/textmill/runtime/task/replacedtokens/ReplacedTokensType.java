package textmill.runtime.task.replacedtokens;

import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.ModelSettings;
import textmill.runtime.task.OutputChoice;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.WrongTaskException;

/** Replaced-token detection: sigmoid per token. Was it put there by something else than the text's author? */
public final class ReplacedTokensType implements TaskType {
    /** The kind. */
    public static final ReplacedTokensType INSTANCE = new ReplacedTokensType();

    private static final float DEFAULT_FLAG_THRESHOLD = 0.5f;

    private ReplacedTokensType() {}

    @Override
    public String name() {
        return "replaced-tokens";
    }

    @Override
    public boolean serves(String architecture) {
        return architecture.startsWith("Electra") && architecture.endsWith("ForPreTraining");
    }

    @Override
    public String served() {
        return "an ElectraForPreTraining";
    }

    @Override
    public boolean windows() {
        return true;
    }

    @Override
    public HeadSpec read(ModelSpec model, TaskOptions options) {
        OnnxGraph.Value logits = OutputChoice.named(model.graph(), "logits", 2);
        if (logits == null) {
            logits = OutputChoice.first(model.graph(), value -> value.rank() == 3 && value.last() == 1);
        }
        // One logit per class has the rank of one logit per token, but its last dimension is fixed.
        if (logits == null || (logits.rank() == 2 && logits.last() > 0)) {
            throw new WrongTaskException(this, model, "an output logits [batch, seq]");
        }
        ModelSettings settings = new ModelSettings(model);
        return new ReplacedTokensSpec(
                logits.name(),
                settings.temperature(),
                settings.bias(),
                settings.probability("flag_threshold", DEFAULT_FLAG_THRESHOLD));
    }
}
