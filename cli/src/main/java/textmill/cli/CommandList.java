package textmill.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import textmill.cli.anomalies.AnomaliesCommand;
import textmill.cli.cluster.AclsCommand;
import textmill.cli.cluster.ResetCommand;
import textmill.cli.cluster.StatusCommand;
import textmill.cli.cluster.TopicsCommand;
import textmill.cli.config.ConfigCommand;
import textmill.cli.config.TopologyCommand;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Terminal;
import textmill.cli.demo.DemoCommand;
import textmill.cli.infer.InferCommand;
import textmill.cli.model.ModelCommand;
import textmill.cli.model.TaskArguments;
import textmill.cli.reembed.ReembedCommand;
import textmill.cli.run.RunCommand;
import textmill.cli.topics.DeadLettersCommand;
import textmill.cli.topics.ProduceCommand;
import textmill.cli.topics.TailCommand;

/**
 * The commands. To make all of them takes longer than most of them work, so those that a command line does not name are
 * there with name and header alone: what the list of commands shows, and what a mistyped one is compared with.
 */
final class CommandList {
    private static final List<String> WITH_TASK_OPTIONS = List.of("infer", "model");

    private final Terminal terminal;
    private final StopSignal stop;
    private final CommandLine line;
    private final Set<String> words;
    private final boolean whole;

    private CommandList(CommandLine line, Terminal terminal, StopSignal stop, @Nullable List<String> arguments) {
        this.line = line;
        this.terminal = terminal;
        this.stop = stop;
        this.words = arguments == null ? Set.of() : new HashSet<>(arguments);
        // What completes commands knows them all, and a file of arguments may name any.
        this.whole = arguments == null
                || words.contains(nameOf(CompletionCommand.class))
                || words.stream().anyMatch(word -> word.startsWith("@"));
    }

    /**
     * Adds the commands to a line that has none.
     *
     * @param arguments which will be parsed; null makes every command whole
     */
    static void addTo(CommandLine line, Terminal terminal, StopSignal stop, @Nullable List<String> arguments) {
        CommandList list = new CommandList(line, terminal, stop, arguments);
        list.addOwn();
        if (arguments == null || list.whole || list.namesAnother(arguments)) {
            ServiceLoader.load(CommandModule.class).forEach(module -> line.addSubcommand(module.command(terminal)));
        }
    }

    private void addOwn() {
        add(DemoCommand.class, () -> new DemoCommand(terminal, stop));
        add(RunCommand.class, () -> new RunCommand(terminal, stop));
        add(ConfigCommand.class, () -> ConfigCommand.with(terminal));
        add(TopologyCommand.class, () -> new TopologyCommand(terminal));
        add(TopicsCommand.class, () -> new TopicsCommand(terminal));
        add(AclsCommand.class, () -> new AclsCommand(terminal));
        add(StatusCommand.class, () -> new StatusCommand(terminal));
        add(ResetCommand.class, () -> new ResetCommand(terminal));
        add(ReembedCommand.class, () -> new ReembedCommand(terminal, stop));
        add(InferCommand.class, () -> new InferCommand(terminal));
        add(ModelCommand.class, () -> new ModelCommand(terminal));
        add(AnomaliesCommand.class, () -> AnomaliesCommand.with(terminal));
        add(ProduceCommand.class, () -> new ProduceCommand(terminal));
        add(TailCommand.class, () -> new TailCommand(terminal, stop));
        add(DeadLettersCommand.class, () -> new DeadLettersCommand(terminal));
        add(CompletionCommand.class, () -> new CompletionCommand(terminal));
    }

    private void add(Class<?> type, Supplier<?> command) {
        Command said = said(type);
        if (!whole && !words.contains(said.name())) {
            CommandSpec known = CommandSpec.create().name(said.name());
            known.usageMessage().header(said.header());
            line.addSubcommand(said.name(), known);
            return;
        }
        line.addSubcommand(command.get());
        if (WITH_TASK_OPTIONS.contains(said.name())) {
            TaskArguments.addTo(Objects.requireNonNull(line.getSubcommands().get(said.name()))
                    .getCommandSpec());
        }
    }

    private static Command said(Class<?> type) {
        return Objects.requireNonNull(type.getAnnotation(Command.class), type::getName);
    }

    private static String nameOf(Class<?> type) {
        return said(type).name();
    }

    /** Whether a command is asked for that is not one of ours; the options before it have no values. */
    private boolean namesAnother(List<String> arguments) {
        return arguments.stream()
                .filter(word -> !word.startsWith("-"))
                .findFirst()
                .filter(word -> !line.getSubcommands().containsKey(word))
                .isPresent();
    }
}
