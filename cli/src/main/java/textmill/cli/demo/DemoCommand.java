package textmill.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import textmill.cli.console.CliException;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Terminal;
import textmill.cli.model.DeviceOptions;
import textmill.cli.topics.Connection;
import textmill.runtime.engine.EngineConfig;

/** {@code textmill demo}: everything in one process, on real texts. */
@Command(
        name = "demo",
        header = "Kafka, a schema registry and the models in one process, on real texts.",
        description = "Start Kafka, a schema registry and Textmill in this process, stream texts through them and show"
                + " what comes out. Stays up until Ctrl-C, then leaves nothing behind.",
        sortOptions = false,
        footer = {
            "  textmill demo",
            "  textmill demo --input my-texts.txt --records 500",
            "  textmill demo --exit --json"
        })
public final class DemoCommand implements Callable<Integer> {
    @Option(
            names = {"-i", "--input"},
            paramLabel = "FILE",
            description = "Stream the lines of a file (- for stdin) instead of the bundled sample.")
    private @Nullable String input;

    @Option(
            names = {"-n", "--records"},
            paramLabel = "N",
            description = "Stream at most so many texts.")
    private @Nullable Long records;

    @Option(names = "--exit", description = "End after the texts instead of staying up.")
    private boolean exit;

    @Option(
            names = "--json",
            description = "Print nothing but the summary to stdout, as one JSON object on the last line.")
    private boolean json;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            description = "Port of the Kafka broker, 0 for a free one (default: " + Connection.DEMO_KAFKA_PORT
                    + ", or a free one if that is taken).")
    private @Nullable Integer port;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            description = "Port of the schema registry, 0 for a free one (default: " + Connection.DEMO_REGISTRY_PORT
                    + ", or a free one if that is taken).")
    private @Nullable Integer registryPort;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Keep the broker's data in this directory (default: a temporary one, deleted at the end).")
    private @Nullable Path dataDirectory;

    @Mixin
    private final DeviceOptions device = new DeviceOptions();

    @Option(
            names = "--embedding-model",
            paramLabel = "NAME|DIR",
            defaultValue = "all-minilm-l6-v2",
            description = "Model for embeddings (default: ${DEFAULT-VALUE}).")
    private String embeddingModel = "";

    @Option(
            names = "--classification-model",
            paramLabel = "NAME|DIR",
            defaultValue = "clinc150-intents",
            description = "Model for classifications (default: ${DEFAULT-VALUE}).")
    private String classificationModel = "";

    @Option(
            names = "--replaced-tokens-model",
            paramLabel = "NAME|DIR",
            defaultValue = "rtd-small",
            description = "Model for replaced-token scores (default: ${DEFAULT-VALUE}).")
    private String replacedTokensModel = "";

    private final Terminal terminal;
    private final StopSignal stop;

    /** A demo that prints to a terminal until the signal comes. */
    public DemoCommand(Terminal terminal, StopSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (records != null && records < 1) {
            throw CliException.usage("--records: expected 1 or more, found " + records);
        }
        stop.install();
        try (TextSource source = source()) {
            DemoOptions options = new DemoOptions(
                    new DemoOptions.Places(port, registryPort, dataDirectory),
                    new DemoOptions.Models(
                            embeddingModel,
                            classificationModel,
                            replacedTokensModel,
                            device.apply(EngineConfig.defaults().withThreadsAlone(1))),
                    json,
                    exit);
            return new Demo(options, terminal, stop).run(source);
        }
    }

    private TextSource source() throws IOException {
        long limit = records == null ? Long.MAX_VALUE : records;
        if (input == null) {
            return TextSource.sample(limit);
        }
        return input.equals("-") ? TextSource.live(System.in, limit) : TextSource.file(open(input), limit);
    }

    private static InputStream open(String name) throws IOException {
        if (Files.isDirectory(Path.of(name))) {
            throw CliException.usage(name + ": is a directory, expected a file of texts");
        }
        return Files.newInputStream(Path.of(name));
    }
}
