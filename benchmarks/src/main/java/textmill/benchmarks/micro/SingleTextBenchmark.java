package textmill.benchmarks.micro;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
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
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.tokenize.Tokens;

/** One text on an idle machine, from its characters to its vector: the engine against bare ONNX Runtime calls. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // set up by JMH
public class SingleTextBenchmark {
    private static final String EXPORT = "/all-minilm-l6-v2.onnx";

    /** Words of the text. */
    @Param({"8", "32"})
    public int words;

    private MicroModel model;
    private InferenceEngine engine;
    private OrtSession oneThread;
    private OrtSession allThreads;
    private String text;

    /** Before each trial. */
    @Setup
    public void setUp() throws OrtException, IOException {
        model = new MicroModel();
        text = MicroModel.sentences(1, words, 1).get(0);
        EngineConfig config = EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu"));
        engine = EngineLoader.open(config, List.of(TaskSpec.of(model.spec)));
        byte[] export = export();
        oneThread = session(export, 1);
        allThreads = session(export, Runtime.getRuntime().availableProcessors());
    }

    private static byte[] export() throws IOException {
        try (InputStream in = SingleTextBenchmark.class.getResourceAsStream(EXPORT)) {
            if (in == null) {
                throw new IOException("not on the class path: " + EXPORT);
            }
            return in.readAllBytes();
        }
    }

    private static OrtSession session(byte[] export, int threads) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            return OrtEnvironment.getEnvironment().createSession(export, options);
        }
    }

    /** After each trial. */
    @TearDown
    public void tearDown() throws OrtException {
        engine.close();
        oneThread.close();
        allThreads.close();
        model.close();
    }

    /** Textmill. */
    @Benchmark
    public Outcome engine() throws InterruptedException, ExecutionException {
        return engine.submit(text, engine.tasks(), Duration.ZERO)
                .toCompletableFuture()
                .get();
    }

    /** Bare calls over the export as it comes, one thread a run. */
    @Benchmark
    public float[] bareOneThread() throws OrtException {
        return bare(oneThread);
    }

    /** Bare calls, all cores for the one run. */
    @Benchmark
    public float[] bareAllThreads() throws OrtException {
        return bare(allThreads);
    }

    private float[] bare(OrtSession session) throws OrtException {
        Tokens tokens = model.tokenizer.tokenize(text, false);
        int length = tokens.length();
        LongBuffer ids = LongBuffer.allocate(length);
        LongBuffer mask = LongBuffer.allocate(length);
        for (int at = 0; at < length; at++) {
            ids.put(at, tokens.id(at));
            mask.put(at, 1);
        }
        long[] shape = {1, length};
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, ids, shape);
                OnnxTensor maskTensor = OnnxTensor.createTensor(environment, mask, shape);
                OnnxTensor typeTensor = OnnxTensor.createTensor(environment, LongBuffer.allocate(length), shape);
                OrtSession.Result result = session.run(
                        Map.of("input_ids", idTensor, "attention_mask", maskTensor, "token_type_ids", typeTensor))) {
            return mean(((OnnxTensor) result.get(0)).getFloatBuffer().array(), length);
        }
    }

    private static float[] mean(float[] hidden, int tokens) {
        float[] vector = new float[hidden.length / tokens];
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            for (int at = 0; at < tokens; at++) {
                vector[i] += hidden[at * vector.length + i];
            }
            squares += (double) vector[i] * vector[i];
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / Math.sqrt(squares));
        }
        return vector;
    }
}
