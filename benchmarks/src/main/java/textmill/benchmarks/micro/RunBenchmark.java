package textmill.benchmarks.micro;

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
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.RunFailedException;

/** One run of the model on one thread, the copy of its outputs included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // set up by JMH
public class RunBenchmark {
    /** Texts of the batch. */
    @Param({"1", "8"})
    public int rows;

    /** Words of each text. */
    @Param({"8", "32", "128"})
    public int words;

    private MicroModel model;
    private final PaddedBatch batch = new PaddedBatch();

    /** Before each trial. */
    @Setup
    public void setUp() {
        model = new MicroModel();
        model.fill(batch, model.tokens(MicroModel.sentences(rows, words, 1)));
    }

    /** After each trial. */
    @TearDown
    public void tearDown() {
        model.close();
    }

    /** The run. */
    @Benchmark
    public ModelOutputs run() throws RunFailedException {
        return model.model.run(batch, model.outputs);
    }
}
