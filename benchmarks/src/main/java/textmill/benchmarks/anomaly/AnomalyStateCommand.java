package textmill.benchmarks.anomaly;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import textmill.benchmarks.ChildProcess;
import textmill.benchmarks.JvmOptions;
import textmill.benchmarks.kafka.Bed;
import textmill.benchmarks.kafka.BenchTask;
import textmill.benchmarks.report.Figures;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;

/** {@code textmill bench anomaly-state}. */
@Command(
        name = "anomaly-state",
        description = "Memory of the states of many keys over many texts, and how long it takes to restore them from"
                + " their changelog. No model runs; broker and application are processes of their own.",
        sortOptions = false)
public final class AnomalyStateCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofHours(2);
    private static final String[] WORDS =
            "where is the nearest bus stop and when does my parcel arrive please tell me about it".split(" ", -1);

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Texts (default: ${DEFAULT-VALUE}).")
    private int records;

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Keys, each in one partition (default: ${DEFAULT-VALUE}).")
    private int keys;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            defaultValue = "2g",
            description = "Heap of the application (default: ${DEFAULT-VALUE}).")
    private String heap = "";

    private final Terminal terminal;

    /** A command that writes to a terminal. */
    public AnomalyStateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("textmill-anomaly-state");
        try (Bed bed = Bed.start(List.of(BenchTask.EMBEDDING, BenchTask.REPLACED_TOKENS))) {
            bed.createTopic(Bed.INPUT + ".anomalies");
            send(bed, records);
            JsonNode run = run(bed, directory.resolve("state"), records);
            for (JsonNode sample : run.path("series")) {
                terminal.print(String.format(
                        Locale.ROOT,
                        "%9d texts  %7.1f s  resident %s  heap %s",
                        sample.path("texts").asLong(),
                        sample.path("seconds").asDouble(),
                        Figures.megabytes(sample.path("rssBytes").asLong()),
                        Figures.megabytes(sample.path("heapBytes").asLong())));
            }
            send(bed, keys);
            JsonNode restored = run(bed, directory.resolve("another"), keys);
            terminal.print(String.format(
                    Locale.ROOT,
                    "%d keys restored from their changelog: ready after %.1f s, a text of each judged after %.1f s",
                    keys,
                    restored.path("secondsToReady").asDouble(),
                    restored.path("secondsToLast").asDouble()));
        } finally {
            delete(directory);
        }
        return ExitCode.OK;
    }

    /** Every key in its turn, so that so many records are so many of each. */
    private void send(Bed bed, int many) {
        Random random = new Random(many);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bed.bootstrapServers(), "linger.ms", 5, "compression.type", "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < many; i++) {
                int key = i % keys;
                StringBuilder text = new StringBuilder();
                for (int word = 0; word < 8; word++) {
                    text.append(word == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
                }
                Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(
                        Bed.INPUT,
                        key % Bed.PARTITIONS,
                        ("key-" + key).getBytes(UTF_8),
                        text.toString().getBytes(UTF_8)));
            }
        }
    }

    private JsonNode run(Bed bed, Path state, int texts) throws IOException, InterruptedException {
        Path out = Files.createTempFile("textmill-anomaly-state", ".json");
        try {
            List<String> command = new ArrayList<>(List.of(
                    JvmOptions.java(),
                    "-Xmx" + heap,
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    StateRun.class.getName()));
            settings(bed, state).forEach((name, value) -> command.add("app." + name + "=" + value));
            command.add("texts=" + texts);
            command.add("out=" + out);
            List<String> unused = ChildProcess.run("anomaly-state", new ProcessBuilder(command), LIMIT);
            return new ObjectMapper().readTree(out.toFile());
        } finally {
            Files.deleteIfExists(out);
        }
    }

    private Map<String, String> settings(Bed bed, Path state) {
        return Map.ofEntries(
                Map.entry("bootstrap.servers", bed.bootstrapServers()),
                Map.entry("schema.registry.url", bed.registryUrl()),
                Map.entry("application.id", "anomaly-state"),
                Map.entry("input.topic", Bed.INPUT),
                Map.entry("input.format", "string"),
                Map.entry("http.port", "0"),
                Map.entry("kafka.consumer.auto.offset.reset", "earliest"),
                Map.entry("kafka.state.dir", state.toString()),
                // Another load on this machine may hold it up for longer than a service should stand.
                Map.entry("progress.action", "wait"),
                Map.entry("task.embeddings.model", "synthetic"),
                Map.entry("task.embeddings.topic", BenchTask.EMBEDDING.topic()),
                Map.entry("task.replaced-tokens.model", "synthetic"),
                Map.entry("task.replaced-tokens.topic", BenchTask.REPLACED_TOKENS.topic()),
                Map.entry("anomaly.topic", Bed.INPUT + ".anomalies"),
                Map.entry("anomaly.key", "record-key"),
                Map.entry("anomaly.keys.max", Integer.toString(keys)));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
