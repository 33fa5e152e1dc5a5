package textmill.benchmarks.micro;

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
import org.openjdk.jmh.annotations.Warmup;
import textmill.topology.anomaly.AnomalySettings;
import textmill.topology.anomaly.Assessment;
import textmill.topology.anomaly.Evidence;
import textmill.topology.anomaly.KeyState;
import textmill.topology.anomaly.Verdict;
import textmill.topology.deadletter.Origin;

/** A text judged by the last ones of its key, 1,000 embeddings of 384 dimensions among them, and learnt; a state saved. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // set up by JMH
public class JudgeBenchmark {
    private static final int TEXTS = 4096;
    private static final int DIMENSIONS = 384;
    private static final int TOPICS = 50;

    /** Words of each text. */
    @Param({"8", "32", "128"})
    public int words;

    private final Evidence[] texts = new Evidence[TEXTS];
    private KeyState state;
    private int next;

    /** Before each trial. */
    @Setup
    public void setUp() {
        Random random = new Random(1);
        float[][] topics = new float[TOPICS][DIMENSIONS];
        for (float[] topic : topics) {
            add(random, topic);
        }
        List<String> sentences = MicroModel.sentences(TEXTS, words, 1);
        state = new KeyState(AnomalySettings.atRate(0.01));
        for (int i = 0; i < TEXTS; i++) {
            float[] vector = topics[random.nextInt(TOPICS)].clone();
            add(random, vector);
            texts[i] = evidence(random, sentences.get(i), vector);
            judge();
        }
    }

    private static void add(Random random, float[] vector) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] += (float) random.nextGaussian();
        }
    }

    private static Evidence evidence(Random random, String text, float[] vector) {
        int tokens = text.split(" ").length;
        float[] probabilities = new float[tokens];
        int[] starts = new int[tokens];
        int[] ends = new int[tokens];
        for (int i = 0; i < tokens; i++) {
            probabilities[i] = random.nextFloat() / 4;
            starts[i] = i;
            ends[i] = i;
        }
        return Evidence.of(text)
                .replacedTokens(probabilities, starts, ends, 0.5f)
                .embedding(vector);
    }

    /** Judged and learnt. */
    @Benchmark
    public Verdict judge() {
        Assessment assessment = state.assess(texts[next % TEXTS], new Origin("texts", 0, next));
        next++;
        state.learn(assessment.lesson());
        return assessment.verdict();
    }

    /** What is written after 512 texts. */
    @Benchmark
    public byte[] save() {
        return state.save();
    }
}
