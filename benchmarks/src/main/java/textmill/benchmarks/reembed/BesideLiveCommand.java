package textmill.benchmarks.reembed;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import textmill.benchmarks.TextFile;
import textmill.benchmarks.kafka.Bed;
import textmill.benchmarks.kafka.BenchTask;
import textmill.benchmarks.kafka.Pipeline;
import textmill.benchmarks.kafka.ResultReader;
import textmill.benchmarks.kafka.TextSender;
import textmill.benchmarks.kafka.TopologyPipeline;
import textmill.benchmarks.report.Figures;
import textmill.benchmarks.stream.OpenLoop.Latency;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;

/** {@code textmill bench reembed}. */
@Command(
        name = "reembed",
        description = "Latency of live texts through an embedded broker, with 'textmill reembed' beside them over what"
                + " came before and without it, in turn; then lets the job come to its end, and counts its results.",
        sortOptions = false)
public final class BesideLiveCommand implements Callable<Integer> {
    private static final List<BenchTask> TASKS = List.of(BenchTask.EMBEDDING);
    private static final String GUARANTEE = "exactly_once_v2";
    private static final Map<String, String> SETTINGS = Map.of("device", "cpu");
    private static final Duration WORK_LIMIT = Duration.ofMinutes(3);
    private static final Duration JOB_LIMIT = Duration.ofHours(3);
    private static final double USUAL_LOAD = 0.25;
    private static final int MOST_PER_SECOND = 2_000;
    private static final int START_SECONDS = 10;

    @Parameters(
            paramLabel = "FILE",
            description = "Texts, one a line; used again when they run out, with the number of the pass behind each.")
    private Path file = Path.of("");

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Texts of the past (default: ${DEFAULT-VALUE}).")
    private int records;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Live texts per second (default: a quarter of what passes at most, which is measured first).")
    private double rate;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Rounds (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "60",
            description = "How long live texts are sent without the job, and with it, in each round (default:"
                    + " ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--job",
            paramLabel = "OPTIONS",
            split = " ",
            description = "More options of 'reembed', in quotes with blanks between them, such as '--share 1'.")
    private List<String> job = List.of();

    @Option(names = "--no-finish", description = "Do not let the job come to its end; nothing is counted then.")
    private boolean broken;

    @Option(
            names = "--saturation-texts",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Texts to warm up and measure saturation with (default: ${DEFAULT-VALUE}).")
    private int saturationTexts;

    private final Terminal terminal;

    /** A command that writes to a terminal. */
    public BesideLiveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (records < 1 || rounds < 1 || seconds < 1 || rate < 0 || rate > MOST_PER_SECOND) {
            throw CliException.usage("bench reembed: expected --records, --rounds and --seconds of 1 or more and --rate"
                    + " up to " + MOST_PER_SECOND);
        }
        List<String> texts = TextFile.read(file, Integer.MAX_VALUE);
        ReembedJobProcess.build();
        Path config = Files.createTempFile("textmill-reembed", ".properties");
        try (Bed bed = Bed.start(TASKS);
                TextSender sender = TextSender.endless(bed, texts);
                GroupOffsets offsets = new GroupOffsets(bed)) {
            for (int number = 0; number < records; number++) {
                sender.send(number);
            }
            sender.flush();
            offsets.beginBehind(records);
            Files.writeString(config, properties(bed));
            try (Pipeline pipeline = TopologyPipeline.start(bed, TASKS, GUARANTEE, SETTINGS);
                    ResultReader reader = ResultReader.open(bed, TASKS, capacity())) {
                measure(new LiveTraffic(sender, reader, records), config, offsets);
                terminal.note("live texts per batch: "
                        + Figures.number(pipeline.statistics().rowsPerBatch()));
                if (!broken) {
                    finish(bed, config, reader);
                }
            }
        } finally {
            Files.deleteIfExists(config);
        }
        return ExitCode.OK;
    }

    private static String properties(Bed bed) {
        return TopologyPipeline.configuration(bed, TASKS, GUARANTEE, SETTINGS).entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private int capacity() {
        double most = rate > 0 ? rate : MOST_PER_SECOND;
        return records
                + Bed.PARTITIONS
                + saturationTexts
                + (int) Math.ceil(most * rounds * (2.0 * seconds + START_SECONDS))
                + rounds;
    }

    private void measure(LiveTraffic live, Path config, GroupOffsets offsets) throws IOException, InterruptedException {
        live.awaitJoined();
        double saturation = live.saturate(saturationTexts);
        double perSecond = rate > 0 ? rate : Math.min(MOST_PER_SECOND, USUAL_LOAD * saturation);
        terminal.note(Figures.number(saturation) + " texts/s pass at most; now " + Figures.number(perSecond)
                + " texts/s, " + rounds + " x 2 x " + seconds + " s");
        BesideLiveReport report = new BesideLiveReport();
        boolean working = true;
        for (int round = 1; round <= rounds && working; round++) {
            Latency without = live.run(perSecond, seconds);
            try (ReembedJobProcess process = ReembedJobProcess.start(config, job)) {
                long before = offsets.doneByTheJob();
                Latency starting = live.run(perSecond, START_SECONDS);
                awaitWork(process, offsets, before);
                long began = System.nanoTime();
                long done = offsets.doneByTheJob();
                Latency with = live.run(perSecond, seconds);
                double jobSeconds = (System.nanoTime() - began) / 1e9;
                report.add(new BesideLiveReport.Round(
                        without, starting, with, (offsets.doneByTheJob() - done) / jobSeconds));
                working = process.isAlive();
                process.stop();
            }
        }
        if (!working) {
            terminal.note("bench reembed: the job ended before its round did, which counts time without it as with it;"
                    + " more --records or fewer --seconds");
        }
        report.lines(records).forEach(terminal::print);
    }

    private static void awaitWork(ReembedJobProcess process, GroupOffsets offsets, long before)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + WORK_LIMIT.toNanos();
        while (process.isAlive() && offsets.doneByTheJob() <= before) {
            if (System.nanoTime() > deadline) {
                throw CliException.fault(
                        "bench reembed: the job computed nothing within " + WORK_LIMIT.toMinutes() + " min");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        if (!process.isAlive()) {
            process.requireSuccess();
        }
    }

    /** Lets the job compute what is left, with everything there is, and counts. */
    private void finish(Bed bed, Path config, ResultReader reader) throws IOException, InterruptedException {
        terminal.note("bench reembed: the rest of the job, without live texts");
        JsonNode report;
        try (ReembedJobProcess process = ReembedJobProcess.start(config, List.of("--share", "1"))) {
            report = process.await(JOB_LIMIT);
        }
        int cuts = 0;
        for (JsonNode part : report.path("partitions")) {
            long expected = GroupOffsets.inPartition(part.path("partition").asInt(), records);
            cuts += part.path("cut_over").asLong(-1) == expected ? 1 : 0;
        }
        NewResultCount count =
                NewResultCount.read(bed, BenchTask.EMBEDDING.topic() + ReembedJobProcess.SUFFIX, records);
        terminal.print(count.once() + " of " + records + " texts reembedded once, " + count.missing() + " missing, "
                + count.repeated() + " repeated, " + count.foreign()
                + " of the wrong side of the cut-over; cut-over exact in "
                + cuts + " of " + Bed.PARTITIONS + " partitions; live results repeated: " + reader.repeated());
        if (!count.isExact() || cuts != Bed.PARTITIONS || reader.repeated() > 0) {
            throw CliException.fault("bench reembed: expected every text once");
        }
    }
}
