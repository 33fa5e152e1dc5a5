package textmill.cli.infer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import textmill.cli.console.CliException;
import textmill.cli.console.CountedInput;
import textmill.cli.console.ExitCode;
import textmill.cli.console.LineReader;
import textmill.cli.console.Progress;
import textmill.cli.console.ResultFile;
import textmill.cli.console.Terminal;
import textmill.cli.infer.LineFormat.Parsed;
import textmill.cli.infer.OrderedInference.Counts;
import textmill.cli.model.DeviceOptions;
import textmill.cli.model.StatedOptions;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.task.TaskSpec;
import textmill.topology.NoEngine;
import textmill.topology.result.ResultTypes;

/** {@code textmill infer}: a model over a file, without Kafka. */
@Command(
        name = "infer",
        header = "Run one model over the lines of a file, without Kafka.",
        description = "Run one model over the lines of a file, without Kafka. Prints one JSON object a line, in input"
                + " order; a line that fails gives {\"error\":{\"reason\",\"message\"}} and the rest goes on.",
        sortOptions = false,
        footer = {
            "  textmill infer -m clinc150-intents -i queries.txt -o intents.jsonl",
            "  echo 'what is my balance' | textmill infer -m all-minilm-l6-v2 -i -",
            "  textmill infer -m path/to/ner --aggregation first -i texts.txt",
            "  textmill infer --redact --input mails.txt"
        })
public final class InferCommand implements Callable<Integer> {
    /** Longest line of input; a longer one gives an error in its place. */
    static final int MAX_LINE_BYTES = 16 << 20;

    private static final String STANDARD = "-";
    private static final Path STDIN = Path.of("/proc/self/fd/0");
    private static final Path STDOUT = Path.of("/proc/self/fd/1");

    @Option(
            names = {"-m", "--model"},
            paramLabel = "NAME|DIR|hf://…",
            description = "Required, unless --redact goes by rules alone. A bundled model (all-minilm-l6-v2,"
                    + " clinc150-intents, personal-data, rtd-small), a directory in the Hugging Face layout, or a model of the hub:"
                    + " hf://OWNER/NAME[@REVISION].")
    private @Nullable String model;

    @Mixin
    private final StatedOptions stated = new StatedOptions();

    @Mixin
    private final RedactOptions redact = new RedactOptions();

    @Option(
            names = {"-i", "--input"},
            paramLabel = "FILE",
            required = true,
            description = "What to read, - for stdin.")
    private String input = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = STANDARD,
            description =
                    "Where to write, - for stdout (the default). A file keeps what it held until the new results are"
                            + " complete.")
    private String output = "";

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "Format of the input: text (a line is a text) or jsonl (a line is a JSON object with a field"
                    + " \"text\", or a JSON string). Default: jsonl for *.jsonl and *.ndjson, else text.")
    private @Nullable LineFormat format;

    @Option(
            names = "--prompt-field",
            paramLabel = "FIELD",
            description =
                    "With jsonl, a field that holds the name of one of the model's prompts for this line; lines without"
                            + " it get the usual one (--prompt, or the model's own).")
    private @Nullable String promptField;

    @Mixin
    private final DeviceOptions device = new DeviceOptions();

    @Option(names = "--stats", description = "Print counts, seconds, rates, padding and memory to stderr, as JSON.")
    private boolean stats;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private final Terminal terminal;

    /** A command that writes to a terminal unless told otherwise. */
    public InferCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        EngineConfig config = config();
        redact.refuseWithoutRedact();
        if (model == null && !redact.isOn()) {
            throw CliException.usage("Missing required option: '--model=<NAME|DIR>'");
        }
        refuseTheSameFile();
        LineFormat lines = format == null ? LineFormat.ofFileName(input) : format;
        if (promptField != null && lines != LineFormat.JSONL) {
            throw CliException.usage("--prompt-field: lines of text have no fields; add --format jsonl, or remove it");
        }
        try (InputStream in = openInput();
                ResultFile out = openOutput();
                InferenceEngine engine = openEngine(config)) {
            return run(engine, in, lines, out);
        }
    }

    private int run(InferenceEngine engine, InputStream in, LineFormat lines, ResultFile out)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        Redaction redaction = redact.isOn() ? redact.read() : null;
        OrderedInference inference =
                new OrderedInference(engine, engine.tasks(), redaction, out.stream(), Backlog.ofHeap());
        Counts counts;
        try {
            counts = run(inference, in, lines.reading(promptField));
            out.complete();
        } catch (IOException e) {
            if (out.stream().readerLeft()) {
                return ExitCode.OK; // the reader has seen enough: textmill infer ... | head
            }
            throw out.failed(e);
        }
        if (stats) {
            terminal.note(InferStatistics.json(counts, (System.nanoTime() - start) / 1e9, engine.statistics()));
        }
        return ExitCode.OK;
    }

    private Counts run(OrderedInference inference, InputStream in, Function<String, Parsed> format)
            throws IOException, InterruptedException {
        CountedInput counted = new CountedInput(in);
        LineReader lines = new LineReader(counted, MAX_LINE_BYTES);
        // Whoever types, or sees the results come, needs nothing else.
        boolean shown = !input.equals(STANDARD) && (!output.equals(STANDARD) || !terminal.showsResults());
        if (!shown) {
            return inference.run(lines, format, written -> {});
        }
        try (Progress progress = new Progress(terminal, "texts", Files.size(Path.of(input)))) {
            return inference.run(lines, format, written -> progress.at(written, counted.bytes()));
        }
    }

    /** Through whatever links: a file that is read while it is written never ends, or is lost. */
    private void refuseTheSameFile() {
        Path from = input.equals(STANDARD) ? STDIN : Path.of(input);
        Path to = output.equals(STANDARD) ? STDOUT : Path.of(output);
        try {
            if (Files.isRegularFile(to) && Files.exists(from) && Files.isSameFile(from, to)) {
                throw CliException.usage("input and output are the same file ("
                        + (output.equals(STANDARD) ? input : output) + "); write to another one");
            }
        } catch (IOException e) {
            // Whatever is wrong with one of them will be said when it is opened.
        }
    }

    private EngineConfig config() {
        // There is always more than one text: a second session would only cost memory.
        return device.apply(EngineConfig.defaults().withThreadsAlone(1));
    }

    private InferenceEngine openEngine(EngineConfig config) {
        if (model == null) {
            return new NoEngine();
        }
        TaskSpec task = stated.read(model, spec);
        if (redact.isOn() && !ResultTypes.of(task.type()).findsSpans()) {
            throw CliException.usage("--redact: results of kind " + task.type().name()
                    + " name no stretches of the text; name a model of token classification");
        }
        return EngineLoader.open(config, List.of(task));
    }

    private InputStream openInput() throws IOException {
        if (input.equals(STANDARD)) {
            return System.in;
        }
        Path file = Path.of(input);
        if (input.isBlank()) {
            throw CliException.usage("--input: expected a file, or - for standard input, found an empty name");
        }
        if (Files.isDirectory(file)) {
            throw CliException.usage(input + ": is a directory, expected a file of texts");
        }
        return Files.newInputStream(file);
    }

    private ResultFile openOutput() throws IOException {
        if (output.isBlank()) {
            throw CliException.usage("--output: expected a file, or - for standard output, found an empty name");
        }
        return output.equals(STANDARD) || output.equals("/dev/stdout")
                ? ResultFile.standard(terminal)
                : ResultFile.open(output, terminal);
    }
}
