package textmill.cli.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;
import textmill.cli.model.Reference.Comparison;
import textmill.runtime.TextModel;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.ModelPlacement;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.PairUse;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.text.TextInput;

/** {@code textmill model}: what was understood of a model directory, and whether it computes what it should. */
@Command(
        name = "model",
        header = "Say what a model directory means, and try it.",
        description = "Read a model, print what was understood and which file says so, and run a first text through it."
                + " What run would refuse is refused here with the same words (exit 78).",
        sortOptions = false,
        footer = {"  textmill model all-minilm-l6-v2", "  textmill model path/to/model --reference vectors.jsonl"})
public final class ModelCommand implements Callable<Integer> {
    private static final String FIRST_TEXT = "A first text, to see that the model works.";

    @Parameters(
            paramLabel = "NAME|DIR|hf://…",
            description = "A bundled model (all-minilm-l6-v2, clinc150-intents, personal-data, rtd-small), a"
                    + " directory, or"
                    + " hf://OWNER/NAME[@REVISION].")
    private String model = "";

    @Mixin
    private final StatedOptions stated = new StatedOptions();

    @Option(
            names = "--reference",
            paramLabel = "FILE",
            description = "Compare with what Python computed: a JSON object a line with \"text\" and \"embedding\","
                    + " \"probabilities\" or \"labels\" (each with label and score).")
    private @Nullable Path reference;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    private final Terminal terminal;

    /** A command that writes to a terminal. */
    public ModelCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        TaskSpec spec = stated.read(model, command);
        List<Reference> expected = reference == null ? List.of() : Reference.read(reference);
        new ModelFacts(spec).lines().forEach(terminal.out()::println);
        EngineConfig config = EngineConfig.defaults().withThreadsAlone(1);
        try (TextModel loaded = TextModel.load(spec, config)) {
            terminal.out().println(ModelFacts.line("fingerprint", loaded.task().fingerprint(), ""));
            for (ModelPlacement found : loaded.placements()) {
                terminal.out()
                        .println(ModelFacts.line(
                                "a batch", "of " + found.batches() + ", on " + found.device(), "tried"));
            }
            terminal.out().println(ModelFacts.line("first text", first(loaded), ""));
            if (!expected.isEmpty()) {
                compare(loaded, expected);
            }
        }
        return ExitCode.OK;
    }

    private static String first(TextModel model) {
        boolean pair = model.task().type().pairs() == PairUse.REQUIRED;
        TextInput input = pair ? TextInput.pair(FIRST_TEXT, FIRST_TEXT) : TextInput.of(FIRST_TEXT);
        Outcome outcome = model.runAll(List.of(input)).get(0);
        if (outcome instanceof Outcome.Failure failure) {
            throw CliException.fault("the first text fails: " + failure.message());
        }
        return "\"" + FIRST_TEXT + "\" gives "
                + ModelFacts.shown(((Outcome.Success) outcome).results().get(0));
    }

    private void compare(TextModel model, List<Reference> expected) {
        List<Outcome> outcomes =
                model.runAll(expected.stream().map(Reference::input).toList());
        Comparison comparison = new Comparison();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Success success) {
                comparison.add(expected.get(i), success.results().get(0));
            } else {
                throw CliException.fault("line " + (i + 1) + " of the reference fails: "
                        + ((Outcome.Failure) outcomes.get(i)).message());
            }
        }
        terminal.out().println(ModelFacts.line("reference", comparison.text(), ""));
    }
}
