package textmill.benchmarks.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import textmill.benchmarks.ChildProcess;
import textmill.benchmarks.JvmOptions;
import textmill.benchmarks.kafka.BenchTask;
import textmill.cli.console.CliException;

/** Starts one measurement in a JVM of its own and reads what it found. */
final class Measurement {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofMinutes(40);

    private final Path texts;
    private final String guarantee;
    private final int warmUp;

    /**
     * Over these texts.
     *
     * @param texts one a line
     * @param guarantee of what goes through Kafka
     * @param warmUp texts that go through Kafka before the clock starts
     */
    Measurement(Path texts, String guarantee, int warmUp) {
        this.texts = texts;
        this.guarantee = guarantee;
        this.warmUp = warmUp;
    }

    /**
     * What was found.
     *
     * @param seconds for all texts
     * @param texts how many
     * @param peakRssBytes of the process, negative if unknown
     */
    record Found(double seconds, int texts, long peakRssBytes) {
        double textsPerSecond() {
            return texts / seconds;
        }
    }

    /** {@code textmill infer}, by its own statistics. */
    Found infer(BenchTask task) throws IOException, InterruptedException {
        List<String> command = jvm(JvmOptions.infer(), "textmill.cli.Main");
        command.addAll(List.of("infer", "--model", task.model(), "--device", "cpu", "--stats"));
        command.addAll(List.of("--format", "text", "--input", texts.toString(), "--output", "/dev/null"));
        List<String> printed = ChildProcess.run("infer " + task.model(), new ProcessBuilder(command), LIMIT);
        String statistics = printed.stream()
                .filter(line -> line.startsWith("{"))
                .reduce((first, last) -> last)
                .orElseThrow(() -> CliException.fault("infer " + task.model() + ": expected statistics, found none"));
        JsonNode json = JSON.readTree(statistics);
        if (json.path("errors").asInt() > 0) {
            throw CliException.fault("infer " + task.model() + ": " + json.path("errors") + " texts failed");
        }
        return new Found(json.path("seconds").asDouble(), json.path("texts").asInt(), -1);
    }

    /** Textmill through the broker. */
    Found topology(List<BenchTask> tasks) throws IOException, InterruptedException {
        return throughBroker("topology", tasks);
    }

    /** Textmill through the broker, with its texts judged. */
    Found judged(List<BenchTask> tasks) throws IOException, InterruptedException {
        return throughBroker("judged", tasks);
    }

    /** The plain loop through the broker. */
    Found loop() throws IOException, InterruptedException {
        return throughBroker("loop", List.of(BenchTask.EMBEDDING));
    }

    private Found throughBroker(String pipeline, List<BenchTask> tasks) throws IOException, InterruptedException {
        Path out = Files.createTempFile("textmill-end-to-end", ".json");
        try {
            List<String> command = jvm(JvmOptions.broker(), EndToEndRun.class.getName());
            command.add("pipeline=" + pipeline);
            command.add("tasks="
                    + String.join(",", tasks.stream().map(BenchTask::text).toList()));
            command.add("guarantee=" + guarantee);
            command.add("texts=" + texts);
            command.add("warm-up=" + warmUp);
            command.add("out=" + out);
            List<String> unused = ChildProcess.run(pipeline + " " + tasks, new ProcessBuilder(command), LIMIT);
            JsonNode json = JSON.readTree(out.toFile());
            return new Found(
                    json.path("seconds").asDouble(),
                    json.path("texts").asInt(),
                    json.path("peakRssBytes").asLong());
        } finally {
            Files.deleteIfExists(out);
        }
    }

    private static List<String> jvm(List<String> options, String mainClass) {
        List<String> command = new ArrayList<>();
        command.add(JvmOptions.java());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        return command;
    }
}
