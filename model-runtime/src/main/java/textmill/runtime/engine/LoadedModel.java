package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.BatchLimits;
import textmill.runtime.batch.LengthBuckets;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.batch.Sharing;
import textmill.runtime.device.Device;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.runner.LayeredRunner;
import textmill.runtime.runner.LowerLayers;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.RowPlan;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/**
 * A model with its sessions, one per device, its tokenizer and its passes. Heads are added while the engine is being opened,
 * by one thread; afterwards thread-safe. Owns its sessions, not its tokenizer.
 */
public final class LoadedModel implements AutoCloseable {
    /** A batch of 500 tokens of BERT's vocabulary; a longer text alone has what it needs. */
    private static final long CPU_OUTPUT_BYTES = 64L << 20;

    /** What OpenVINO gives is copied into the heap. */
    private static final long HEAP_OUTPUT_BYTES = 32L << 20;

    /** Larger batches pay there, and every byte comes back. */
    private static final long GPU_OUTPUT_BYTES = 256L << 20;

    private final int index;
    private final ModelSpec spec;
    private final TextTokenizer tokenizer;
    private final List<ModelRunner> runners;
    private final Lane lane = new Lane(List.of(this));
    private final List<ModelPass> passes = new ArrayList<>();
    private final Set<String> outputs = new LinkedHashSet<>();
    private volatile BatchLayout layout;
    private volatile BatchLimits limits;
    private volatile boolean withoutLatencySession;
    private int most = Integer.MAX_VALUE;

    /**
     * A model without heads.
     *
     * @param index its place among the engine's models
     * @param source files and tokenizer
     * @param runners one per device, in the order of the devices
     * @param limits what shares a batch
     */
    public LoadedModel(int index, Source source, List<ModelRunner> runners, BatchLimits limits) {
        this.index = index;
        this.spec = source.spec;
        this.tokenizer = source.tokenizer;
        this.runners = List.copyOf(runners);
        this.layout = BatchLayout.of(spec);
        this.limits = limits;
    }

    /**
     * What a model was loaded from.
     *
     * @param spec its files
     * @param tokenizer its tokenizer, which other models may share
     */
    public record Source(ModelSpec spec, TextTokenizer tokenizer) {}

    /** Adds a head to the pass with its plan and says where its results are; only while the engine is being opened. */
    public ModelSet.Slot add(HeadSpec read) {
        outputs.addAll(read.outputs());
        most = Math.min(most, mostTokens());
        limits = limits.withPaddedTokens(Math.min(limits.maxPaddedTokens(), most));
        ModelPass pass = pass(read.rows());
        return new ModelSet.Slot(pass, pass.add(read));
    }

    /** So many tokens that the outputs of a number for each word of a vocabulary stay in memory. */
    private int mostTokens() {
        long bytes = 0;
        for (String name : outputs) {
            OnnxGraph.Value output = spec.graph().output(name);
            if (output != null && output.rank() == 3 && output.last() > 0) {
                bytes += output.last() * Float.BYTES;
            }
        }
        return bytes == 0 ? Integer.MAX_VALUE : (int) Math.max(1, outputBytes() / bytes);
    }

    private long outputBytes() {
        if (runners.stream().anyMatch(runner -> runner.device().kind().usesOpenVino())) {
            return HEAP_OUTPUT_BYTES;
        }
        boolean cpu = runners.stream().allMatch(runner -> runner.device().kind() == Device.Kind.CPU);
        return cpu ? CPU_OUTPUT_BYTES : GPU_OUTPUT_BYTES;
    }

    private ModelPass pass(RowPlan plan) {
        for (ModelPass pass : passes) {
            if (pass.plan().equals(plan)) {
                return pass;
            }
        }
        ModelPass added = new ModelPass(this, plan);
        passes.add(added);
        return added;
    }

    int index() {
        return index;
    }

    /** This model alone. */
    Lane lane() {
        return lane;
    }

    /**
     * What tells with which models it computes a batch together: equal for those that share their lower layers and lay out
     * every batch alike. Null if it computes alone.
     */
    @Nullable
    Object sharedLayers() {
        LayeredRunner first = runners.isEmpty() ? null : runners.get(0).layered(false);
        return first == null ? null : new Shared(first.lower(), layout, limits.sharing(), limits.buckets());
    }

    private record Shared(LowerLayers layers, BatchLayout layout, Sharing sharing, LengthBuckets buckets) {}

    /** Its files. */
    public ModelSpec spec() {
        return spec;
    }

    /** Its tokenizer. */
    public TextTokenizer tokenizer() {
        return tokenizer;
    }

    /** Its sessions, one per device. */
    public List<ModelRunner> runners() {
        return runners;
    }

    /** What is read from its outputs. */
    public List<Head> heads() {
        return passes.stream().flatMap(pass -> pass.heads().stream()).toList();
    }

    /** Names of the outputs that its heads read. */
    public Set<String> outputs() {
        return outputs;
    }

    /** What shares a batch. */
    public BatchLimits limits() {
        return limits;
    }

    /** The largest budget that its outputs allow. */
    public int mostPaddedTokens() {
        return most;
    }

    /** Another budget, found by measuring; no more than its outputs allow. */
    public synchronized void budget(int paddedTokens) {
        limits = limits.withPaddedTokens(Math.min(paddedTokens, most));
    }

    /** True if {@link ModelRunner#runForLatency} may be used. */
    public boolean mayUseLatencySession() {
        return !withoutLatencySession;
    }

    /** Never uses {@link ModelRunner#runForLatency}. */
    public void neverUseLatencySession() {
        withoutLatencySession = true;
    }

    /** Lets other texts share a batch from now on. */
    public synchronized void share(UnaryOperator<BatchLimits> change) {
        limits = change.apply(limits);
    }

    /** No run has fewer rows from now on. */
    public synchronized void leastRows(int rows) {
        layout = layout.withLeastRows(rows);
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
    public void fill(PaddedBatch batch, List<Tokens> rows) {
        batch.fill(rows, layout, limits.buckets());
    }

    /** Lays out a batch without more padding than its texts need. */
    public void fillExactly(PaddedBatch batch, List<Tokens> rows) {
        batch.fill(rows, layout, limits.buckets().exact());
    }

    @Override
    public void close() {
        runners.forEach(ModelRunner::close);
    }
}
