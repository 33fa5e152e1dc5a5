package textmill.benchmarks.stream;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import textmill.benchmarks.TextFile;
import textmill.benchmarks.device.GpuSampler;
import textmill.benchmarks.kafka.Bed;
import textmill.benchmarks.kafka.BenchTask;
import textmill.benchmarks.kafka.Pipeline;
import textmill.benchmarks.kafka.ResultReader;
import textmill.benchmarks.kafka.TextSender;
import textmill.benchmarks.kafka.TopologyPipeline;
import textmill.benchmarks.report.Figures;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.EngineStatistics;
import textmill.runtime.onnx.Devices;

/** {@code textmill bench stream}. */
@Command(
        name = "stream",
        description = "Latency from the time a text is due to be sent until a reader of committed data has its results,"
                + " through an embedded broker, under a load that does not wait for answers.",
        sortOptions = false)
public final class StreamCommand implements Callable<Integer> {
    private static final Duration SATURATION_LIMIT = Duration.ofMinutes(30);
    private static final Duration DRAIN_LIMIT = Duration.ofMinutes(5);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final long SEED = 20_261_123;

    private static final int MOST_MESSAGES = 10_000_000;

    /** What has an option of its own, and what the columns are named by. */
    private static final Set<String> OPTIONS = Set.of("device", "processing.guarantee", "task.embeddings.model");

    @Parameters(
            paramLabel = "FILE",
            description = "Texts, one a line; used again when they run out, with the number of the pass behind each.")
    private Path file = Path.of("");

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Load load;

    /** How much to send: one of the two. */
    static final class Load {
        @Option(names = "--rate", paramLabel = "R", description = "Texts per second.")
        private double rate;

        @Option(
                names = "--share",
                paramLabel = "S",
                description = "Share of the saturation throughput, which is measured first, for example 0.7.")
        private double share;
    }

    @Option(
            names = "--guarantee",
            paramLabel = "GUARANTEE",
            description = "exactly_once_v2 or at_least_once (default: one after the other).")
    private @Nullable String guarantee;

    @Option(
            names = "--tasks",
            paramLabel = "TASKS",
            defaultValue = "embedding",
            description = "all, or some of embedding, classification, replaced-tokens (default: embedding).")
    private String tasks = "";

    @Option(
            names = {"-m", "--model"},
            paramLabel = "NAME|DIR",
            description = "Model of the embeddings (default: the bundled one).")
    private @Nullable String model;

    @Option(
            names = {"-d", "--device"},
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "What to run on (default: cpu). While a GPU takes all it can, how busy it is is asked of"
                    + " nvidia-smi.")
    private String device = "";

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "60", description = "How long to send (default: 60).")
    private int seconds;

    @Option(names = "--even", description = "Equal gaps instead of independent (Poisson) arrivals.")
    private boolean even;

    @Option(
            names = "--saturation-texts",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Texts to measure saturation with (default: 2000).")
    private int saturationTexts;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "0",
            description = "Texts that go through Kafka before (default: 0, then measuring saturation is the warm-up).")
    private int warmUp;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "" + Bed.PARTITIONS,
            description = "Partitions of every topic (default: 4).")
    private int partitions;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Set one key of the configuration; may be given several times.")
    private Map<String, String> overrides = Map.of();

    @Option(names = "--json", description = "Print one JSON object instead of a table.")
    private boolean json;

    private final Terminal terminal;

    /** A command that writes to a terminal. */
    public StreamCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (load.rate <= 0 && !(load.share > 0 && load.share < 1)) {
            throw CliException.usage("bench stream: expected --rate above 0, or --share above 0 and below 1");
        }
        if (partitions < 1 || warmUp < 0 || warmUp > MOST_MESSAGES || saturationTexts > MOST_MESSAGES) {
            throw CliException.usage("bench stream: expected --partitions from 1, --warm-up from 0, and of"
                    + " --warm-up and --saturation-texts at most " + MOST_MESSAGES);
        }
        for (String key : overrides.keySet()) {
            if (OPTIONS.contains(key)) {
                throw CliException.usage(
                        "bench stream: --set " + key + ": expected the option --device, --guarantee or --model");
            }
        }
        List<BenchTask> chosen = BenchTask.parse(tasks);
        if (model != null && !chosen.contains(BenchTask.EMBEDDING)) {
            throw CliException.usage("bench stream: --model is the model of the embeddings, found --tasks " + tasks
                    + "; add embedding to --tasks, or leave out --model");
        }
        List<String> texts = TextFile.read(file, Integer.MAX_VALUE);
        List<String> guarantees = guarantee == null ? List.of("at_least_once", "exactly_once_v2") : List.of(guarantee);
        Map<String, StreamReport.Outcome> outcomes = new LinkedHashMap<>();
        for (String one : guarantees) {
            outcomes.put(one, measure(texts, chosen, one));
        }
        StreamReport report = new StreamReport(outcomes);
        if (json) {
            terminal.print(report.json().toString());
        } else {
            report.lines().forEach(terminal::print);
        }
        return ExitCode.OK;
    }

    private StreamReport.Outcome measure(List<String> texts, List<BenchTask> chosen, String guarantee)
            throws InterruptedException {
        try (Bed bed = Bed.start(chosen, partitions);
                TextSender sender = TextSender.endless(bed, texts);
                Pipeline pipeline = TopologyPipeline.start(bed, chosen, guarantee, settings());
                ResultReader reader = ResultReader.open(bed, chosen, saturationEnd())) {
            sendAtOnce(sender, 0, partitions);
            reader.awaitAll(partitions, START_LIMIT);
            sendAtOnce(sender, partitions, saturationBegin());
            reader.awaitAll(saturationBegin(), SATURATION_LIMIT);
            EngineStatistics before = pipeline.statistics();
            Saturation saturated = saturate(sender, reader);
            double saturation = saturated.textsPerSecond();
            double rate = load.rate > 0 ? load.rate : load.share * saturation;
            int messages = (int) Math.min(MOST_MESSAGES, Math.round(rate * seconds));
            if (messages < 1) {
                throw CliException.usage("bench stream: a rate of " + rate + " sends nothing in " + seconds + " s");
            }
            reader.expect(saturationEnd() + messages);
            Schedule schedule = even ? Schedule.even(messages, rate) : Schedule.poisson(messages, rate, SEED);
            terminal.note(guarantee + ": saturated at " + Figures.number(saturation) + " texts/s with "
                    + Figures.number(rowsPerBatch(before, pipeline.statistics())) + " rows per batch; now "
                    + Figures.number(rate) + " texts/s for " + Figures.number(messages / rate) + " s");
            EngineStatistics then = pipeline.statistics();
            OpenLoop.Latency latency =
                    new OpenLoop(new Topics(sender, reader)).run(schedule, saturationEnd(), messages / 10);
            terminal.note("rows per batch: " + Figures.number(rowsPerBatch(then, pipeline.statistics())));
            return new StreamReport.Outcome(saturation, saturated.samples(), latency);
        }
    }

    private static double rowsPerBatch(EngineStatistics before, EngineStatistics after) {
        long batches = after.batches() - before.batches();
        return batches == 0 ? 0 : (double) (after.rows() - before.rows()) / batches;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("device", device);
        if (model != null) {
            settings.put("task.embeddings.model", model);
        }
        settings.putAll(overrides);
        return settings;
    }

    private static void sendAtOnce(TextSender sender, int from, int end) {
        for (int number = from; number < end; number++) {
            sender.send(number);
        }
    }

    /**
     * All at once.
     *
     * @param textsPerSecond what the way through Kafka can take
     * @param samples how busy a GPU was meanwhile; none elsewhere
     */
    private record Saturation(double textsPerSecond, List<GpuSampler.Sample> samples) {}

    /** Finds what can be taken. */
    private Saturation saturate(TextSender sender, ResultReader reader) throws InterruptedException {
        Optional<GpuSampler> sampler =
                GpuSampler.start(Devices.resolve(DeviceChoice.parse(device)).get(0));
        try {
            double rate = saturationRate(sender, reader);
            return new Saturation(rate, sampler.map(GpuSampler::take).orElse(List.of()));
        } finally {
            sampler.ifPresent(GpuSampler::close);
        }
    }

    private double saturationRate(TextSender sender, ResultReader reader) throws InterruptedException {
        long began = System.nanoTime();
        sendAtOnce(sender, saturationBegin(), saturationEnd());
        reader.awaitAll(saturationEnd(), SATURATION_LIMIT);
        return saturationTexts / ((System.nanoTime() - began) / 1e9);
    }

    /** The way through Kafka as a target. */
    private record Topics(TextSender sender, ResultReader reader) implements OpenLoop.Target {
        @Override
        public void send(int message) {
            sender.send(message);
        }

        @Override
        public void awaitAll(int end) throws InterruptedException {
            sender.flush();
            reader.awaitAll(end, DRAIN_LIMIT);
        }

        @Override
        public long completedNanos(int message) {
            return reader.completedNanos(message);
        }
    }

    private int saturationBegin() {
        return partitions + warmUp;
    }

    private int saturationEnd() {
        return saturationBegin() + saturationTexts;
    }
}
