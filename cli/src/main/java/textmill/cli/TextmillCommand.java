package textmill.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.LogConfigurator;
import textmill.cli.console.LogConfigurator.Detail;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Terminal;

/** The command itself: options that every command takes. The commands are in {@link CommandList}. */
@Command(
        name = "textmill",
        description =
                "Streaming BERT and ELECTRA for Kafka: texts in, embeddings, labels and replaced-token scores out.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.OK + ":Done.",
            ExitCode.FAULT + ":A fault of Textmill, or something broke off that had answered before.",
            ExitCode.USAGE + ":Wrong use, or an input that was named cannot be used.",
            ExitCode.CONFIGURATION + ":The configuration or a model cannot work, or nothing answers at the address of"
                    + " the brokers or of the schema registry.",
            "130:Broken off by Ctrl-C.",
            "143:Broken off by SIGTERM."
        })
final class TextmillCommand implements Runnable {
    private static final int WIDTH_WITHOUT_TERMINAL = 80;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private boolean verbose;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Log more, and show the trace of a failure.")
    void setVerbose(boolean verbose) {
        this.verbose |= verbose;
        if (verbose) {
            LogConfigurator.atLeast(Detail.VERBOSE);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    boolean verbose() {
        return verbose;
    }

    /** Runs one command; what it wrote has arrived when this returns, or the exit code says that it has not. */
    static int execute(Terminal terminal, StopSignal stop, String... arguments) {
        CommandLine line = commandLine(terminal, stop, List.of(arguments));
        int code;
        try {
            code = line.execute(arguments);
        } catch (OutOfMemoryError e) { // picocli lets errors pass
            TextmillCommand root = line.getCommand();
            code = new FailurePolicy(terminal, root::verbose).ended(new IllegalStateException(e));
        }
        try {
            terminal.flush();
            return code;
        } catch (CliException e) {
            if (code == ExitCode.OK) {
                terminal.note("textmill: " + e.getMessage());
            }
            return code == ExitCode.OK ? e.exitCode() : code;
        }
    }

    /** The whole command line, ready to execute. */
    static CommandLine commandLine(Terminal terminal, StopSignal stop) {
        return commandLine(terminal, stop, null);
    }

    /** As much of it as these arguments need; all of it without. */
    private static CommandLine commandLine(Terminal terminal, StopSignal stop, @Nullable List<String> arguments) {
        TextmillCommand root = new TextmillCommand();
        FailurePolicy policy = new FailurePolicy(terminal, root::verbose);
        CommandLine line = new CommandLine(root);
        CommandList.addTo(line, terminal, stop, arguments);
        line.getCommandSpec()
                .usageMessage()
                .footer(
                        "  textmill demo",
                        "  textmill infer --model clinc150-intents --input queries.txt",
                        "  textmill run --config textmill.properties",
                        "  textmill COMMAND --help");
        HelpLayout.apply(line);
        // Last, because these settings go to the subcommands that are there.
        return line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setUsageHelpWidth(helpWidth(terminal))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(policy)
                .setExecutionExceptionHandler(policy);
    }

    /** The launcher knows how wide a terminal is; picocli would start a process to ask, and wait for it. */
    private static int helpWidth(Terminal terminal) {
        return terminal.showsResults() || terminal.isWatched() ? terminal.width() : WIDTH_WITHOUT_TERMINAL;
    }
}
