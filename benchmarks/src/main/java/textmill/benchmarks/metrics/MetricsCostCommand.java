package textmill.benchmarks.metrics;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import textmill.benchmarks.TextFile;
import textmill.benchmarks.kafka.Bed;
import textmill.benchmarks.kafka.BenchTask;
import textmill.benchmarks.kafka.ResultReader;
import textmill.benchmarks.kafka.TextSender;
import textmill.benchmarks.kafka.TopologyPipeline;
import textmill.benchmarks.micro.MetersBenchmark;
import textmill.benchmarks.report.Figures;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;

/** {@code textmill bench metrics-cost}. */
@Command(
        name = "metrics-cost",
        description =
                "What metrics cost: JMH over what is done for them with one record and with one batch, and the time of a"
                        + " scrape, against the throughput of embeddings through an embedded broker.",
        sortOptions = false)
public final class MetricsCostCommand implements Callable<Integer> {
    private static final List<BenchTask> TASKS = List.of(BenchTask.EMBEDDING);
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final int SCRAPES = 25;

    /** As in Prometheus' own example; a minute is its default. */
    private static final int SCRAPE_EVERY_SECONDS = 15;

    @Parameters(paramLabel = "FILE", description = "Texts, one a line.")
    private Path file = Path.of("");

    @Option(names = "--limit", paramLabel = "N", description = "Only the first N texts.")
    private int limit = Integer.MAX_VALUE;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Texts before the clock starts (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    private final Terminal terminal;

    /** A command that writes to a terminal. */
    public MetricsCostCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, RunnerException {
        List<String> texts = TextFile.read(file, limit);
        double record = nanos("record");
        double batch = nanos("batch");
        try (Bed bed = Bed.start(TASKS);
                TextSender sender = TextSender.endless(bed, texts);
                TopologyPipeline pipeline = TopologyPipeline.start(bed, TASKS, "exactly_once_v2");
                ResultReader reader =
                        ResultReader.open(bed, TASKS, Bed.PARTITIONS + Math.max(0, warmUp) + texts.size())) {
            MetricsCost.Run run = run(sender, reader, pipeline, texts.size());
            new MetricsCost(record, batch, scrapeMs(pipeline), SCRAPE_EVERY_SECONDS, run)
                    .lines()
                    .forEach(terminal::print);
        }
        return ExitCode.OK;
    }

    private static double nanos(String method) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(MetersBenchmark.class.getName().replace(".", "\\.") + "\\." + method + "$")
                        .jvmArgsPrepend("-Dai.djl.offline=true")
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        if (results.size() != 1) {
            throw CliException.fault(
                    "bench metrics-cost: expected one benchmark " + method + ", found " + results.size());
        }
        return results.iterator().next().getPrimaryResult().getScore();
    }

    private MetricsCost.Run run(TextSender sender, ResultReader reader, TopologyPipeline pipeline, int texts)
            throws InterruptedException {
        int warm = Bed.PARTITIONS + Math.max(0, warmUp);
        for (int number = 0; number < warm; number++) {
            sender.send(number);
        }
        reader.awaitAll(warm, LIMIT);
        long batches = pipeline.statistics().batches();
        long rows = pipeline.statistics().rows();
        long began = System.nanoTime();
        for (int number = warm; number < warm + texts; number++) {
            sender.send(number);
        }
        reader.awaitAll(warm + texts, LIMIT);
        double seconds = (System.nanoTime() - began) / 1e9;
        return new MetricsCost.Run(
                texts / seconds,
                (double) (pipeline.statistics().rows() - rows)
                        / Math.max(1, pipeline.statistics().batches() - batches));
    }

    private static double scrapeMs(TopologyPipeline pipeline) {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < SCRAPES; i++) {
            long began = System.nanoTime();
            if (pipeline.scrape().isEmpty()) {
                throw CliException.fault("bench metrics-cost: a scrape was empty");
            }
            times.add((System.nanoTime() - began) / 1e6);
        }
        return Figures.median(times);
    }
}
