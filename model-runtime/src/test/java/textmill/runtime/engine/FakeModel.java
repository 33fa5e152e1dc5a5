package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.model.ModelInput;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.runner.RunFailedException;

/**
 * A model whose embedding of a text is the sum of its token ids, and that fails on command. Embeddings {@code [batch, seq,
 * 2]}: every token's vector is (its id, 1), so the mean tells the texts apart.
 */
public final class FakeModel implements ModelRunner {
    private static final int HIDDEN = 2;

    /** Rows of every run that was tried, token ids by row. */
    public final List<List<List<Integer>>> runs = new CopyOnWriteArrayList<>();

    public final AtomicInteger closed = new AtomicInteger();

    /** Those of them that had the device to themselves. */
    public final List<List<List<Integer>>> wide = new CopyOnWriteArrayList<>();

    /** Runs wait for a permit each; plenty unless a test takes them. */
    public final Semaphore permits = new Semaphore(1_000_000);

    /** Counts down when the first run has begun. */
    public final CountDownLatch begun = new CountDownLatch(1);

    private volatile Predicate<List<List<Integer>>> fails = rows -> false;
    private volatile RunFailedException.Kind kind = RunFailedException.Kind.INPUT;
    private volatile int poison = -1;
    private volatile boolean works = true;
    private volatile boolean quantisesPerToken;
    private volatile boolean mixing;
    private volatile boolean showsPadding;
    private volatile boolean losesOneRow;
    private volatile boolean hasLatencySession;
    private volatile boolean failingForLatency;
    private volatile boolean differentForLatency;
    private volatile Device device = Device.CPU;
    private volatile int roundsFrom = Integer.MAX_VALUE;

    /** Batches for which the predicate holds fail in this way. */
    public void failing(RunFailedException.Kind how, Predicate<List<List<Integer>>> when) {
        kind = how;
        fails = when;
    }

    /** From now on nothing works, whatever the errors say. */
    public void breakDown() {
        works = false;
    }

    @Override
    public boolean works() {
        return works;
    }

    /** Claims to be quantised by token. */
    public void quantisePerToken(boolean andYetMixes) {
        quantisesPerToken = true;
        mixing = andYetMixes;
    }

    /** Says that it runs there. */
    public FakeModel on(Device where) {
        device = where;
        return this;
    }

    /** From now on batches at least so wide that hold several texts round in another way. */
    public void roundFrom(int width) {
        roundsFrom = width;
    }

    /** From now on a run that has the device to itself gives something else. */
    public void differentForLatency() {
        differentForLatency = true;
    }

    @Override
    public boolean quantisesPerToken() {
        return quantisesPerToken;
    }

    /** From now on padding shows in a text's result. */
    public FakeModel showPadding() {
        showsPadding = true;
        return this;
    }

    /** From now on what shares a batch shows in a text's result. */
    public void mix() {
        mixing = true;
    }

    /** From now on the outputs of a run of one row lack their first dimension. */
    public void loseOneRow() {
        losesOneRow = true;
    }

    /** Rows that hold this token give NaN. */
    public void poison(int tokenId) {
        poison = tokenId;
    }

    /** Has a way to run with all cores. */
    public FakeModel withLatencySession() {
        hasLatencySession = true;
        return this;
    }

    @Override
    public boolean hasLatencySession() {
        return hasLatencySession;
    }

    /** Runs with all cores find no memory. */
    public void failingForLatency() {
        failingForLatency = true;
    }

    @Override
    public ModelOutputs runForLatency(PaddedBatch batch, Set<String> outputs) throws RunFailedException {
        wide.add(rows(batch));
        if (failingForLatency) {
            throw new RunFailedException(RunFailedException.Kind.OUT_OF_MEMORY, "told to fail with all cores", null);
        }
        return run(batch, outputs, differentForLatency);
    }

    @Override
    public ModelOutputs run(PaddedBatch batch, Set<String> outputs) throws RunFailedException {
        return run(batch, outputs, batch.rows() > 1 && batch.longest() >= roundsFrom);
    }

    private ModelOutputs run(PaddedBatch batch, Set<String> outputs, boolean different) throws RunFailedException {
        List<List<Integer>> rows = rows(batch);
        runs.add(rows);
        begun.countDown();
        permits.acquireUninterruptibly();
        if (closed.get() > 0) {
            throw new IllegalStateException("used after it was closed");
        }
        if (fails.test(rows)) {
            throw new RunFailedException(kind, "told to fail", null);
        }
        int seq = batch.longest();
        float[] values = new float[rows.size() * seq * HIDDEN];
        for (int row = 0; row < rows.size(); row++) {
            for (int token = 0; token < rows.get(row).size(); token++) {
                int at = (row * seq + token) * HIDDEN;
                int id = rows.get(row).get(token);
                values[at] = id == poison ? Float.NaN : id;
                values[at + 1] = (mixing ? rows.size() : 1)
                        + (showsPadding ? seq - rows.get(row).size() : 0)
                        + (different ? Math.ulp(1f) : 0);
            }
        }
        boolean squeezed = losesOneRow && rows.size() == 1;
        long[] shape = squeezed ? new long[] {seq, HIDDEN} : new long[] {rows.size(), seq, HIDDEN};
        Map<String, ModelOutputs.Tensor> tensors = new HashMap<>();
        for (String output : outputs) {
            tensors.put(output, new ModelOutputs.Tensor(shape, values));
        }
        return new ModelOutputs(tensors);
    }

    private static List<List<Integer>> rows(PaddedBatch batch) {
        List<List<Integer>> rows = new ArrayList<>();
        for (int row = 0; row < batch.rows(); row++) {
            List<Integer> ids = new ArrayList<>();
            for (int i = 0; i < batch.longest(); i++) {
                int at = (row * batch.longest() + i) * Long.BYTES;
                if (batch.values(ModelInput.Role.ATTENTION_MASK).getLong(at) == 1) {
                    ids.add((int) batch.values(ModelInput.Role.INPUT_IDS).getLong(at));
                }
            }
            rows.add(ids);
        }
        return rows;
    }

    @Override
    public String runtime() {
        return "fake";
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
