package textmill.benchmarks.endtoend;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import textmill.benchmarks.TextFile;
import textmill.benchmarks.contender.ContenderSettings;
import textmill.benchmarks.contender.TimedRun;
import textmill.benchmarks.kafka.Bed;
import textmill.benchmarks.kafka.BenchTask;
import textmill.benchmarks.kafka.Pipeline;
import textmill.benchmarks.kafka.ResultReader;
import textmill.benchmarks.kafka.TextSender;
import textmill.benchmarks.kafka.TopologyPipeline;

/**
 * One measurement in a JVM of its own: all texts at once into the topic, the clock from the first send to the last
 * result that a reader of committed data sees. The application has then joined its group and seen one text a partition
 * and what was asked for as warm-up: clients, broker and topology are a lot of Java, which runs for days elsewhere and is
 * interpreted at first.
 */
public final class EndToEndRun {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private static final String JUDGEMENTS = Bed.INPUT + ".anomalies";

    private EndToEndRun() {}

    /**
     * Settings: {@code pipeline} (topology, judged or loop), {@code tasks}, {@code guarantee}, {@code texts}, {@code limit},
     * {@code warm-up} (texts before the clock starts), {@code out}.
     */
    public static void main(String[] arguments) throws Exception {
        run(ContenderSettings.parse(arguments));
        System.exit(0);
    }

    private static void run(ContenderSettings settings) throws IOException, InterruptedException {
        List<BenchTask> tasks = BenchTask.parse(settings.text("tasks"));
        List<String> texts = TextFile.read(settings.path("texts"), settings.number("limit", Integer.MAX_VALUE));
        int warmUp = Bed.PARTITIONS + settings.number("warm-up", 0);
        int end = warmUp + texts.size();
        try (Bed bed = Bed.start(tasks);
                TextSender sender = TextSender.open(bed, texts);
                Pipeline pipeline = pipeline(settings, bed, tasks);
                ResultReader reader = ResultReader.open(bed, tasks, end)) {
            for (int number = 0; number < Bed.PARTITIONS; number++) {
                sender.send(number);
            }
            reader.awaitAll(Bed.PARTITIONS, START_LIMIT);
            for (int number = Bed.PARTITIONS; number < warmUp; number++) {
                sender.send(number);
            }
            reader.awaitAll(warmUp, LIMIT);
            long began = System.nanoTime();
            for (int number = warmUp; number < end; number++) {
                sender.send(number);
            }
            reader.awaitAll(end, LIMIT);
            long last = 0;
            for (int number = warmUp; number < end; number++) {
                last = Math.max(last, reader.completedNanos(number) - began);
            }
            ObjectNode result = new ObjectMapper().createObjectNode();
            result.put("texts", texts.size());
            result.put("seconds", last / 1e9);
            result.put("repeated", reader.repeated());
            result.put("paddingRatio", pipeline.statistics().paddingRatio());
            result.put("rowsPerBatch", pipeline.statistics().rowsPerBatch());
            result.put("peakRssBytes", TimedRun.peakRssBytes());
            new ObjectMapper().writeValue(settings.path("out").toFile(), result);
        }
    }

    private static Pipeline pipeline(ContenderSettings settings, Bed bed, List<BenchTask> tasks) throws IOException {
        String guarantee = settings.text("guarantee");
        return switch (settings.text("pipeline")) {
            case "loop" -> PlainLoop.start(bed, guarantee);
            case "judged" -> {
                bed.createTopic(JUDGEMENTS);
                Path state = Files.createTempDirectory("textmill-bench-state");
                state.toFile().deleteOnExit();
                yield TopologyPipeline.start(
                        bed,
                        tasks,
                        guarantee,
                        Map.of("device", "cpu", "anomaly.topic", JUDGEMENTS, "kafka.state.dir", state.toString()));
            }
            default -> TopologyPipeline.start(bed, tasks, guarantee);
        };
    }
}
