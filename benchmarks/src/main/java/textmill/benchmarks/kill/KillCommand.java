package textmill.benchmarks.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import textmill.benchmarks.TextFile;
import textmill.benchmarks.device.ModelOnDevice;
import textmill.benchmarks.kafka.Bed;
import textmill.benchmarks.kafka.BenchTask;
import textmill.benchmarks.kafka.ResultReader;
import textmill.benchmarks.kafka.TextSender;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;

/** {@code textmill bench kill}. */
@Command(
        name = "kill",
        description =
                "Run embeddings under exactly_once_v2, kill -9 the process twice in mid-flight, and count what readers of"
                        + " committed data miss or see twice. The fault tests do far more of this; this one runs on any device.",
        sortOptions = false)
public final class KillCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration QUIET = Duration.ofSeconds(5);

    @Parameters(
            paramLabel = "FILE",
            description = "Texts, one a line; used again when they run out, with the number of the pass behind each.")
    private Path file = Path.of("");

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ModelOnDevice where;

    @Option(
            names = {"-n", "--records"},
            paramLabel = "N",
            defaultValue = "20000",
            description = "Texts to send (default: ${DEFAULT-VALUE}).")
    private int records;

    private final Terminal terminal;

    /** A command that writes to a terminal. */
    public KillCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> texts = TextFile.read(file, Integer.MAX_VALUE);
        List<BenchTask> tasks = List.of(BenchTask.EMBEDDING);
        try (Bed bed = Bed.start(tasks);
                TextSender sender = TextSender.endless(bed, texts);
                ResultReader reader = ResultReader.open(bed, tasks, records)) {
            for (int number = 0; number < records; number++) {
                sender.send(number);
            }
            sender.flush();
            Path config = configuration(bed);
            try {
                killed(config, reader, records / 4);
                killed(config, reader, records / 2);
                toTheEnd(config, reader);
            } finally {
                Files.deleteIfExists(config);
            }
            int repeated = reader.repeated();
            terminal.print("exactly_once_v2 on " + where.device() + ", " + records + " texts, 2 kills: 0 missing, "
                    + repeated + " repeated");
            if (repeated > 0) {
                throw CliException.fault("bench kill: expected no result twice, found " + repeated);
            }
        }
        return ExitCode.OK;
    }

    private Path configuration(Bed bed) throws IOException {
        Path config = Files.createTempFile("textmill-kill", ".properties");
        return Files.writeString(
                config,
                String.join(
                        "\n",
                        "bootstrap.servers=" + bed.bootstrapServers(),
                        "schema.registry.url=" + bed.registryUrl(),
                        "application.id=bench-kill",
                        "processing.guarantee=exactly_once_v2",
                        "task.embeddings.model=" + where.model(),
                        "device=" + where.device(),
                        "http.port=0",
                        // How long the partitions of a killed process wait for the next one.
                        "kafka.consumer.session.timeout.ms=6000",
                        ""));
    }

    private void killed(Path config, ResultReader reader, int results) throws IOException, InterruptedException {
        Service service = Service.start(config);
        try {
            service.await(reader, results, LIMIT);
        } finally {
            service.kill();
        }
        terminal.note("killed after " + results + " results");
    }

    private void toTheEnd(Path config, ResultReader reader) throws IOException, InterruptedException {
        Service service = Service.start(config);
        try {
            service.await(reader, records, LIMIT);
            // What comes twice would come now.
            service.stop(QUIET);
        } finally {
            service.kill();
        }
    }
}
