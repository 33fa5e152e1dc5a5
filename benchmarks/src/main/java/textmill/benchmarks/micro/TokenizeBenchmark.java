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
import textmill.runtime.tokenize.Tokens;

/** One text to token ids, with and without offsets. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // set up by JMH
public class TokenizeBenchmark {
    /** Words of a text. */
    @Param({"8", "32", "128"})
    public int words;

    private MicroModel model;
    private String text;

    /** Before each trial. */
    @Setup
    public void setUp() {
        model = new MicroModel();
        text = MicroModel.sentences(1, words, 1).get(0);
    }

    /** After each trial. */
    @TearDown
    public void tearDown() {
        model.close();
    }

    /** Ids only. */
    @Benchmark
    public Tokens ids() {
        return model.tokenizer.tokenize(text, false);
    }

    /** Ids and where each token is in the text. */
    @Benchmark
    public Tokens idsAndOffsets() {
        return model.tokenizer.tokenize(text, true);
    }
}
