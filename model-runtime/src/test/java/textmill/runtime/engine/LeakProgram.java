package textmill.runtime.engine;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import textmill.runtime.OpenVinoInstallation;
import textmill.runtime.TestModels;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.OpenVinoSettings.Precision;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.onnx.OnnxModel;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.task.TaskSpec;

/**
 * Runs many texts through an engine and prints by how many megabytes the process grew after its warm-up. With the argument
 * {@code leak} it forgets 64 KB of native memory per batch; with {@code openvino DIRECTORY} texts of all lengths run there,
 * where what is compiled is kept.
 */
final class LeakProgram {
    private static final int WARM_UP = 20_000;
    private static final int WINDOW = 256;
    private static final int LEAK_BYTES = 1 << 16;

    /** Longest text, in twos of words. */
    private static final int SHORT = 12;

    private static final int LONG = 64;

    private LeakProgram() {}

    public static void main(String[] arguments) throws Exception {
        int texts = Integer.parseInt(arguments[0]);
        String how = arguments.length > 1 ? arguments[1] : "";
        List<TaskSpec> tasks = List.of(TaskSpec.of(TestModels.tiny("tiny-electra")));
        if (how.equals("openvino")) {
            EngineConfig config = OpenVinoInstallation.config(Precision.AUTO, Path.of(arguments[2]));
            try (BatchingEngine engine = EngineLoader.open(config, tasks)) {
                print(engine, texts, LONG);
            }
            return;
        }
        EngineConfig config = EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu"));
        try (BatchingEngine engine = EngineLoader.open(
                config,
                tasks,
                (spec, device, threads) -> how.equals("leak")
                        ? new Leaking(OnnxModel.open(spec, device, threads), new ArrayList<>())
                        : OnnxModel.open(spec, device, threads))) {
            print(engine, texts, SHORT);
        }
    }

    private static void print(BatchingEngine engine, int texts, int words) throws Exception {
        run(engine, WARM_UP, new Random(1), words);
        long before = residentKilobytes();
        run(engine, texts, new Random(2), words);
        System.out.println((residentKilobytes() - before) / 1024);
    }

    private static void run(BatchingEngine engine, int texts, Random random, int words) throws Exception {
        Deque<CompletionStage<Outcome>> inFlight = new ArrayDeque<>();
        for (int i = 0; i < texts; i++) {
            if (inFlight.size() == WINDOW) {
                inFlight.remove().toCompletableFuture().get();
            }
            String text = "text " + random.nextInt() + " the house".repeat(random.nextInt(words));
            inFlight.add(engine.submit(text, engine.tasks(), Duration.ofMinutes(1)));
        }
        for (CompletionStage<Outcome> stage : inFlight) {
            stage.toCompletableFuture().get();
        }
    }

    static long residentKilobytes() throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IllegalStateException("/proc/self/status has no VmRSS");
    }

    private record Leaking(ModelRunner real, List<ByteBuffer> kept) implements ModelRunner {
        @Override
        public ModelOutputs run(PaddedBatch batch, Set<String> outputs) throws RunFailedException {
            synchronized (kept) {
                ByteBuffer forgotten = ByteBuffer.allocateDirect(LEAK_BYTES);
                kept.add(forgotten);
            }
            return real.run(batch, outputs);
        }

        @Override
        public String runtime() {
            return "fake";
        }

        @Override
        public Device device() {
            return real.device();
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
