package textmill.benchmarks.micro;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import textmill.runtime.batch.BatchLimits;
import textmill.runtime.batch.LengthQueue;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.tokenize.Tokens;

/** A window of waiting texts into batches, and the layout of one batch. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // set up by JMH
public class BatchBenchmark {
    private static final int ROWS = 8;
    private static final int LONGEST = 200;
    private static final BatchLimits LIMITS = new BatchLimits(512, 64, 24);

    /** Texts that wait. */
    @Param({"64", "512"})
    public int window;

    private MicroModel model;
    private List<Tokens> rows;
    private final PaddedBatch batch = new PaddedBatch();
    private int[] lengths;

    /** Before each trial. */
    @Setup
    public void setUp() {
        model = new MicroModel();
        rows = model.tokens(MicroModel.sentences(ROWS, 32, 1));
        lengths = new Random(1).ints(window, 5, LONGEST).toArray();
    }

    /** After each trial. */
    @TearDown
    public void tearDown() {
        model.close();
    }

    /** All texts of a window into the queue and out of it in batches. */
    @Benchmark
    public List<List<Integer>> choose() {
        LengthQueue<Integer> queue = new LengthQueue<>();
        for (int at = 0; at < lengths.length; at++) {
            queue.add(at, lengths[at], at);
        }
        List<List<Integer>> batches = new ArrayList<>();
        while (!queue.isEmpty()) {
            batches.add(queue.take(LIMITS));
        }
        return batches;
    }

    /** Eight texts of 32 words into the buffers that ONNX Runtime reads. */
    @Benchmark
    public PaddedBatch layOut() {
        model.fill(batch, rows);
        return batch;
    }
}
