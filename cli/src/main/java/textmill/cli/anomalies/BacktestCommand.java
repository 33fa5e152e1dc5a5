package textmill.cli.anomalies;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.LineReader;
import textmill.cli.console.ResultFile;
import textmill.cli.console.Terminal;
import textmill.cli.model.DeviceOptions;
import textmill.cli.model.ModelNames;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.TaskSpec;
import textmill.topology.anomaly.AnomalyDetector;
import textmill.topology.anomaly.AnomalySettings;

/** {@code textmill anomalies backtest}: what a stream would have been alarmed of. */
@Command(
        name = "backtest",
        header = "Judge the texts of a file in their order, as a stream would be.",
        description =
                "Judge the texts of a file in their order, as a stream would be, without Kafka. A line of input is"
                        + " {\"text\":…,\"key\":…} with an optional \"label\"; a line of output {\"p\",\"score\",\"alarm\","
                        + "\"warming\",\"threshold\",\"parts\",\"spans\",\"nearest\"}, or {\"error\":{\"reason\",\"message\"}}.",
        sortOptions = false,
        footer = {"  textmill anomalies backtest --input stream.jsonl --output verdicts.jsonl"})
final class BacktestCommand implements Callable<Integer> {
    /** Longest line of input; a longer one gives an error in its place. */
    static final int MAX_LINE_BYTES = 16 << 20;

    private static final Path STDIN = Path.of("/proc/self/fd/0");

    @Option(
            names = {"-i", "--input"},
            paramLabel = "FILE",
            required = true,
            description = "What to read, in the order of the stream; - for stdin.")
    private String input = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "Where to write the verdicts. It keeps what it held until they are complete.")
    private String output = "";

    @Option(
            names = {"-r", "--alarm-rate"},
            paramLabel = "RATE",
            defaultValue = "1/100",
            converter = AlarmRate.Converter.class,
            description =
                    "Wanted share of alarms among the texts of each key, such as 1/1000 (default: ${DEFAULT-VALUE}).")
    private AlarmRate rate = new AlarmRate("1/100", 0.01);

    @Option(
            names = {"-m", "--model"},
            paramLabel = "NAME|DIR",
            split = ",",
            defaultValue = "rtd-small,all-minilm-l6-v2",
            description =
                    "Models to judge by: one for replaced tokens, one for embeddings, a classifier; bundled ones or"
                            + " directories in the Hugging Face layout (default: ${DEFAULT-VALUE}).")
    private List<String> models = List.of();

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "500",
            description = "So many texts of a key come before it can have alarms (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--reservoir",
            paramLabel = "N",
            defaultValue = "1000",
            description = "So many recent normal texts of a key are kept to measure distances to (default:"
                    + " ${DEFAULT-VALUE}).")
    private int reservoir;

    @Option(
            names = "--neighbours",
            paramLabel = "N",
            defaultValue = "5",
            description = "So many nearest of them are looked at (default: ${DEFAULT-VALUE}).")
    private int neighbours;

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "1000",
            description = "So many keys have a calibration of their own, later ones share one (default:"
                    + " ${DEFAULT-VALUE}).")
    private int keys;

    @Option(
            names = "--repeat-window",
            paramLabel = "N",
            defaultValue = "1000",
            description = "A text that resembles one that gave an alarm, at most so many texts of its key before, is a"
                    + " repeat and gives none; 0 for never (default: ${DEFAULT-VALUE}).")
    private int repeatWindow;

    @Option(
            names = "--curve",
            paramLabel = "FILE.svg",
            description =
                    "Where to draw the curve (default: the output's name with .svg for its ending, none beside a pipe).")
    private @Nullable Path curve;

    @Mixin
    private final DeviceOptions device = new DeviceOptions();

    private final Terminal terminal;

    BacktestCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        AnomalySettings settings = settings();
        EngineConfig config = device.apply(EngineConfig.defaults().withThreadsAlone(1));
        refuseTheSameFile();
        Path drawn = drawn();
        try (InputStream in = openInput();
                ResultFile out = ResultFile.open(output, terminal);
                @Nullable ResultFile picture = drawn == null ? null : ResultFile.open(drawn.toString(), terminal);
                InferenceEngine engine = EngineLoader.open(config, tasks())) {
            Backtest backtest = new Backtest(engine, new AnomalyDetector(settings), new VerdictWriter(out.stream()));
            BacktestResults results = run(backtest, in, out);
            new BacktestReport(results, settings, rate).print(backtest.errors(), terminal::print);
            if (picture != null) {
                draw(results, picture);
                terminal.print("curve: " + drawn);
            }
        }
        return ExitCode.OK;
    }

    private static BacktestResults run(Backtest backtest, InputStream in, ResultFile out) throws InterruptedException {
        try {
            BacktestResults results = backtest.run(new LineReader(in, MAX_LINE_BYTES));
            out.complete();
            return results;
        } catch (IOException e) {
            throw out.failed(e);
        }
    }

    private static void draw(BacktestResults results, ResultFile picture) throws IOException {
        picture.stream().write(BacktestCurve.of(results).getBytes(StandardCharsets.UTF_8));
        picture.complete();
    }

    /** Null beside a device or a pipe, where there is no place for a file. */
    private @Nullable Path drawn() {
        Path verdicts = Path.of(output);
        if (curve != null) {
            return curve;
        }
        return Files.exists(verdicts) && !Files.isRegularFile(verdicts) && !Files.isDirectory(verdicts)
                ? null
                : Path.of(output.replaceFirst("\\.[^./]*$", "") + ".svg");
    }

    private List<TaskSpec> tasks() {
        List<TaskSpec> tasks = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            ModelSpec model = ModelSpec.read(ModelNames.resolve(models.get(i)), ModelOptions.none());
            tasks.add(TaskSpec.of("model-" + (i + 1), model));
        }
        return tasks;
    }

    private AnomalySettings settings() {
        try {
            return new AnomalySettings(rate.value(), warmUp, reservoir, neighbours, keys, repeatWindow);
        } catch (IllegalArgumentException e) {
            throw CliException.usage(String.valueOf(e.getMessage()));
        }
    }

    private InputStream openInput() throws IOException {
        if (input.equals("-")) {
            return System.in;
        }
        if (input.isBlank() || output.isBlank()) {
            throw CliException.usage("--input and --output: expected a file, found an empty name");
        }
        Path file = Path.of(input);
        if (Files.isDirectory(file)) {
            throw CliException.usage(input + ": is a directory, expected a file of texts");
        }
        if (!Files.exists(file)) {
            throw CliException.usage("input " + input + ": there is no such file");
        }
        return Files.newInputStream(file);
    }

    private void refuseTheSameFile() throws IOException {
        if (output.equals("-")) {
            throw CliException.usage("--output -: expected a file, stdout is for the report");
        }
        Path verdicts = Path.of(output);
        Path drawn = drawn();
        if (drawn != null && isSame(verdicts, drawn)) {
            throw CliException.usage(
                    "the curve would take the place of the verdicts (" + drawn + "); name another file with --curve");
        }
        Path from = input.equals("-") ? STDIN : Path.of(input);
        for (Path to : drawn == null ? List.of(verdicts) : List.of(verdicts, drawn)) {
            if (Files.isRegularFile(to) && Files.exists(from) && Files.isSameFile(from, to)) {
                throw CliException.usage("input and output are the same file (" + to + "); write to another one");
            }
        }
    }

    private static boolean isSame(Path one, Path other) throws IOException {
        return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())
                || (Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other));
    }
}
