package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import textmill.runtime.batch.BatchLimits;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/** A model with its sessions, one per device, its tokenizer and its heads. */
final class LoadedModel {
    final int index;
    final ModelSpec spec;
    final TextTokenizer tokenizer;
    final List<ModelRunner> runners;

    private final List<Head> heads = new ArrayList<>();
    private final Set<String> outputs = new LinkedHashSet<>();
    private volatile BatchLimits limits;
    private volatile boolean withoutLatencySession;
    private boolean needsOffsets;

    LoadedModel(int index, ModelSpec spec, TextTokenizer tokenizer, List<ModelRunner> runners, BatchLimits limits) {
        this.index = index;
        this.spec = spec;
        this.tokenizer = tokenizer;
        this.runners = List.copyOf(runners);
        this.limits = limits;
    }

    /** Adds a head and returns its index; only while the engine is being opened. */
    int add(HeadSpec spec) {
        Head head = spec.head(tokenizer);
        heads.add(head);
        outputs.addAll(spec.outputs());
        needsOffsets |= head.needsOffsets();
        return heads.size() - 1;
    }

    List<Head> heads() {
        return heads;
    }

    Set<String> outputs() {
        return outputs;
    }

    boolean needsOffsets() {
        return needsOffsets;
    }

    BatchLimits limits() {
        return limits;
    }

    /** Another budget, found by measuring. */
    synchronized void budget(int paddedTokens) {
        limits = limits.withPaddedTokens(paddedTokens);
    }

    /** True if {@link ModelRunner#runForLatency} may be used. */
    boolean mayUseLatencySession() {
        return !withoutLatencySession;
    }

    /** Never uses {@link ModelRunner#runForLatency}. */
    void neverUseLatencySession() {
        withoutLatencySession = true;
    }

    /** Every text alone from now on. */
    synchronized void oneTextPerBatch() {
        limits = limits.withOneRow();
    }

    /** Lowers the limits for good after a batch of that size found no memory. */
    synchronized BatchLimits lower(int paddedTokens) {
        int allowed = Math.max(1, paddedTokens / 2);
        if (allowed < limits.maxPaddedTokens()) {
            limits = limits.withPaddedTokens(allowed);
        }
        return limits;
    }

    /** Lays out a batch of texts as this model wants it. */
    void fill(PaddedBatch batch, List<Tokens> rows) {
        batch.fill(rows, spec.tokenizer().padId(), spec.onnx().narrowInputs(), limits.buckets());
    }

    void close() {
        runners.forEach(ModelRunner::close);
    }
}
