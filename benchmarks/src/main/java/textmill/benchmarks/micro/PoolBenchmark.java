package textmill.benchmarks.micro;

import java.util.List;
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
import textmill.runtime.task.Row;
import textmill.runtime.task.TaskResult;
import textmill.runtime.tokenize.Tokens;

/** One text's vector out of the hidden states of its batch: mean over its tokens, scaled to length 1. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // set up by JMH
public class PoolBenchmark {
    /** Words of the text. */
    @Param({"8", "32", "128"})
    public int words;

    private MicroModel model;
    private List<Tokens> tokens;
    private ModelOutputs outputs;

    /** Before each trial. */
    @Setup
    public void setUp() throws RunFailedException {
        model = new MicroModel();
        tokens = model.tokens(MicroModel.sentences(2, words, 1));
        PaddedBatch batch = new PaddedBatch();
        model.fill(batch, tokens);
        outputs = model.model.run(batch, model.outputs);
    }

    /** After each trial. */
    @TearDown
    public void tearDown() {
        model.close();
    }

    /** The second row of two. */
    @Benchmark
    public TaskResult pool() {
        return model.head.read(new Row(outputs, 1, 0, tokens.get(1), ""));
    }
}
