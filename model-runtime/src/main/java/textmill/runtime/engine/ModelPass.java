package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.List;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.RowPlan;

/**
 * A model and one way to make rows of a text, with the heads that read them: tasks of a pass share each text's
 * computation. Other passes of the same model share its session and its batches, and nothing else. Heads are added while
 * the engine is being opened, by one thread; afterwards thread-safe.
 */
public final class ModelPass {
    private final LoadedModel model;
    private final RowPlan plan;
    private final boolean whole;
    private final List<HeadSpec> specs = new ArrayList<>();
    private final List<Head> heads = new ArrayList<>();
    private boolean needsOffsets;

    ModelPass(LoadedModel model, RowPlan plan) {
        this.model = model;
        this.plan = plan;
        this.whole = plan.equals(RowPlan.whole());
    }

    /** Adds a head, if there is none yet that reads the same, and returns its index. */
    int add(HeadSpec read) {
        int equal = specs.indexOf(read);
        if (equal >= 0) {
            return equal;
        }
        Head head = read.head(model.tokenizer());
        specs.add(read);
        heads.add(head);
        needsOffsets |= head.needsOffsets();
        return heads.size() - 1;
    }

    LoadedModel model() {
        return model;
    }

    RowPlan plan() {
        return plan;
    }

    /** True if every text is one row, so that passes with one tokenizer share its tokens. */
    boolean whole() {
        return whole;
    }

    List<Head> heads() {
        return heads;
    }

    boolean needsOffsets() {
        return needsOffsets;
    }

    RowPlan.Source source() {
        return new RowPlan.Source(model.tokenizer(), model.spec().tokenizer().maxTokens(), needsOffsets);
    }
}
