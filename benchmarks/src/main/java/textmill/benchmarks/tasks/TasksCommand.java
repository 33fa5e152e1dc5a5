package textmill.benchmarks.tasks;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import textmill.benchmarks.TextFile;
import textmill.benchmarks.report.Figures;
import textmill.benchmarks.report.Table;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;
import textmill.cli.model.StatedOptions;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.text.TextInput;

/** {@code textmill bench tasks}. */
@Command(
        name = "tasks",
        description =
                "Compute the same texts with the engine and with a bare ONNX Runtime loop over the same file, in one"
                        + " JVM and in turn. The loop tokenises, runs and reads; it makes no result.",
        sortOptions = false)
public final class TasksCommand implements Callable<Integer> {
    private static final Duration WAIT_FOR_ROOM = Duration.ofMinutes(10);
    private static final int[] BATCHES = {1, 8, 32};
    private static final int WARM_UP_TEXTS = 100;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Texts, one a line.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "NAME|DIR",
            required = true,
            description = "The model.")
    private String model = "";

    @Mixin
    private final StatedOptions stated = new StatedOptions();

    @Option(names = "--pairs", description = "Every text with the one after it.")
    private boolean pairs;

    @Option(
            names = "--hypotheses",
            paramLabel = "A|B|…",
            split = "\\|",
            description = "For zero-shot: the hypotheses that the bare loop runs every text with.")
    private List<String> hypotheses = new ArrayList<>();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "500", description = "First N texts (default: 500).")
    private int limit;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Rounds (default: 3).")
    private int rounds;

    private final Terminal terminal;

    /** A command that writes to a terminal. */
    public TasksCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** One of those that are measured. */
    @FunctionalInterface
    private interface Side {
        void compute(Rows rows) throws Exception;
    }

    @Override
    public Integer call() throws Exception {
        List<String> texts = TextFile.read(file, limit);
        TaskSpec task = stated.read(model, spec);
        int cores = Runtime.getRuntime().availableProcessors();
        try (InferenceEngine engine = EngineLoader.open(EngineConfig.defaults().withThreadsAlone(1), List.of(task));
                BareLoop loop = bare(task)) {
            Map<String, Side> sides = new LinkedHashMap<>();
            sides.put("Textmill", rows -> compute(engine, rows.inputs()));
            for (int batch : BATCHES) {
                sides.put("bare loop, batches of " + batch, rows -> {
                    double unused = loop.run(rows, batch, cores);
                });
            }
            report(task, measure(sides, texts));
        }
        return ExitCode.OK;
    }

    private static BareLoop bare(TaskSpec task) throws IOException {
        try {
            return new BareLoop(task.model());
        } catch (OrtException e) {
            throw CliException.fault("bench tasks: ONNX Runtime does not open the model: " + e.getMessage());
        }
    }

    private Map<String, List<Double>> measure(Map<String, Side> sides, List<String> texts) throws Exception {
        Rows rows = rows(texts);
        Rows few = rows(texts.subList(0, Math.min(texts.size(), WARM_UP_TEXTS)));
        for (Side side : sides.values()) {
            side.compute(few);
        }
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Side> side : sides.entrySet()) {
                long began = System.nanoTime();
                side.getValue().compute(rows);
                double rate = texts.size() / ((System.nanoTime() - began) / 1e9);
                rates.computeIfAbsent(side.getKey(), absent -> new ArrayList<>())
                        .add(rate);
            }
        }
        return rates;
    }

    private Rows rows(List<String> texts) {
        return pairs ? Rows.ofPairs(texts) : Rows.of(texts, hypotheses);
    }

    private void report(TaskSpec task, Map<String, List<Double>> rates) {
        List<Double> ours = rates.values().iterator().next();
        Table table = new Table(task.type().name() + ", " + task.model().name(), "texts/s", "Textmill is");
        rates.forEach((side, found) -> {
            List<Double> ratios = Stream.iterate(0, at -> at < found.size(), at -> at + 1)
                    .map(at -> ours.get(at) / found.get(at))
                    .toList();
            table.row(side, Figures.number(Figures.median(found)), Figures.number(Figures.median(ratios)) + " x");
        });
        table.lines().forEach(terminal::print);
    }

    private static void compute(InferenceEngine engine, List<TextInput> inputs) throws Exception {
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>(inputs.size());
        for (TextInput input : inputs) {
            outcomes.add(engine.submit(input, engine.tasks(), WAIT_FOR_ROOM).toCompletableFuture());
        }
        for (CompletableFuture<Outcome> outcome : outcomes) {
            if (!(outcome.get() instanceof Outcome.Success)) {
                throw CliException.fault("bench tasks: expected results, found " + outcome.get());
            }
        }
    }
}
