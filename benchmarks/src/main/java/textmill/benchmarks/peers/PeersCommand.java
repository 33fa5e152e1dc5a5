package textmill.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import textmill.benchmarks.BenchHome;
import textmill.benchmarks.report.Figures;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;

/** {@code textmill bench peers}. */
@Command(
        name = "peers",
        description =
                "Embed the same texts with Textmill and with its peers, each run in a process of its own, the rounds"
                        + " interleaved. The peers' libraries are downloaded by Maven when they are first needed.",
        sortOptions = false)
public final class PeersCommand implements Callable<Integer> {
    @Option(names = "--short", paramLabel = "FILE", description = "Short texts, one a line.")
    private @Nullable Path shortTexts;

    @Option(names = "--mixed", paramLabel = "FILE", description = "Texts of all lengths, one a line.")
    private @Nullable Path mixedTexts;

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "More files of texts.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Rounds (default: 3).")
    private int rounds;

    @Option(names = "--limit", paramLabel = "N", description = "Only the first N texts of each file.")
    private int limit = Integer.MAX_VALUE;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "Warm-up of each run (default: 5).")
    private int warmUpSeconds;

    @Option(names = "--int8", description = "Also with the int8 model.")
    private boolean int8;

    @Option(
            names = "--openvino",
            description =
                    "Also Textmill with OpenVINO, which OPENVINO_LIBRARY names, with 32 bits and with its choice.")
    private boolean openVino;

    @Option(
            names = "--openvino-model",
            paramLabel = "DIR",
            description = "Also this directory of the same model, quantised, with OpenVINO. May be repeated.")
    private List<Path> openVinoModels = new ArrayList<>();

    @Option(
            names = "--python",
            paramLabel = "PROGRAM",
            description = "Also sentence-transformers, with this interpreter, which has what"
                    + " benchmarks/peers/python/requirements.txt names.")
    private @Nullable String python;

    @Option(names = "--all-settings", description = "Also settings that were tried and found slower.")
    private boolean allSettings;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            description = "Only contenders whose name or settings contain this, beside Textmill. May be repeated.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--json", description = "Print one JSON object instead of tables.")
    private boolean json;

    private final Terminal terminal;

    /** A command that writes to a terminal. */
    public PeersCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Path> inputs = inputs();
        Path home = BenchHome.directory();
        PeerProject peers = PeerProject.open(home, terminal::note);
        PeerModels models = PeerModels.unpack(peers, home.resolve("target").resolve("peer-models"));
        List<Setup> lineup = lineup();
        Map<String, Measurements> byFile = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Path input : inputs) {
                Measurements measured = byFile.computeIfAbsent(input.toString(), absent -> new Measurements());
                ContenderProcess process = new ContenderProcess(
                        peers,
                        models,
                        new ContenderProcess.Texts(input, limit, warmUpSeconds),
                        python == null ? "python3" : python);
                // Another one begins each time, so that no contender always runs after the same neighbour.
                List<Setup> order = new ArrayList<>(lineup);
                Collections.rotate(order, -round);
                for (Setup setup : order) {
                    run(process, setup, measured, "round " + (round + 1) + ", " + input.getFileName());
                }
            }
        }
        PeersReport report = new PeersReport(byFile);
        if (json) {
            terminal.print(report.json().toString());
        } else {
            report.lines().forEach(terminal::print);
        }
        return ExitCode.OK;
    }

    private void run(ContenderProcess process, Setup setup, Measurements measured, String where)
            throws IOException, InterruptedException {
        if (measured.failures().containsKey(setup)) {
            return;
        }
        try {
            ContenderProcess.Result result = process.run(setup);
            measured.add(setup, result);
            terminal.note(where + ": " + setup.title() + ": " + Figures.number(result.textsPerSecond()) + " texts/s");
        } catch (CliException e) {
            measured.fail(setup, String.valueOf(e.getMessage()));
            terminal.note(where + ": " + e.getMessage());
        }
    }

    private List<Setup> lineup() {
        int cores = Runtime.getRuntime().availableProcessors();
        List<Setup> setups = new ArrayList<>(Lineup.of(cores, int8, allSettings));
        if (openVino || !openVinoModels.isEmpty()) {
            setups.addAll(1, Lineup.ofOpenVino(openVinoModels));
        }
        if (python != null) {
            setups.addAll(Lineup.ofPython(cores));
        }
        return setups.stream()
                .filter(setup -> only.isEmpty()
                        || setup.peer() == Peer.TEXTMILL
                        || only.stream().anyMatch(setup.title()::contains))
                .toList();
    }

    private List<Path> inputs() {
        List<Path> inputs = new ArrayList<>();
        if (shortTexts != null) {
            inputs.add(shortTexts);
        }
        if (mixedTexts != null) {
            inputs.add(mixedTexts);
        }
        inputs.addAll(files);
        if (inputs.isEmpty()) {
            throw CliException.usage("bench peers: name at least one file of texts: --short, --mixed or FILE");
        }
        for (Path input : inputs) {
            if (!Files.isRegularFile(input)) {
                throw CliException.usage(input + ": no such file");
            }
        }
        return inputs;
    }
}
