package textmill.benchmarks.anomaly;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import textmill.benchmarks.contender.ContenderSettings;
import textmill.topology.TextmillApp;
import textmill.topology.config.TextmillConfig;

/** The application alone in a JVM: judges so many texts, and says how much memory it took after each twentieth of them. */
public final class StateRun {
    private static final int SAMPLES = 20;
    private static final long KIBIBYTE = 1024;

    private StateRun() {}

    /** Settings: those of the application behind {@code app.}; {@code texts} to judge; {@code out}. */
    public static void main(String[] arguments) throws Exception {
        ContenderSettings settings = ContenderSettings.parse(arguments);
        Map<String, String> config = new TreeMap<>();
        settings.values().forEach((name, value) -> {
            if (name.startsWith("app.")) {
                config.put(name.substring("app.".length()), value);
            }
        });
        long texts = Long.parseLong(settings.text("texts"));
        ObjectNode result = new ObjectMapper().createObjectNode();
        try (SyntheticEngine engine = new SyntheticEngine()) {
            long began = System.nanoTime();
            try (TextmillApp app = TextmillApp.start(TextmillConfig.parse(config), engine)) {
                await(app, () -> app.ready().isUp());
                result.put("secondsToReady", secondsSince(began));
                ArrayNode series = result.putArray("series");
                for (int i = 1; i <= SAMPLES; i++) {
                    long due = texts * i / SAMPLES;
                    await(app, () -> app.counters().outputs() >= due);
                    series.add(sample(app, secondsSince(began)));
                }
                result.put("secondsToLast", secondsSince(began));
            }
        }
        new ObjectMapper().writeValue(settings.path("out").toFile(), result);
        System.exit(0);
    }

    /** What is waited for. */
    private interface Condition {
        boolean holds();
    }

    private static void await(TextmillApp app, Condition condition) {
        while (!condition.holds()) {
            app.failure().ifPresent(cause -> {
                throw new IllegalStateException("the application ended", cause);
            });
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static ObjectNode sample(TextmillApp app, double seconds) throws IOException {
        ObjectNode sample = new ObjectMapper().createObjectNode();
        sample.put("texts", app.counters().outputs());
        sample.put("seconds", seconds);
        sample.put("rssBytes", rssBytes());
        System.gc(); // what is left is what is kept
        sample.put(
                "heapBytes",
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        return sample;
    }

    private static long rssBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1)) {
            if (line.startsWith("VmRSS:")) {
                return KIBIBYTE * Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return -1;
    }

    private static double secondsSince(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
