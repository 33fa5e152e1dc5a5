package textmill.cli.config;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import textmill.cli.console.Terminal;

/** {@code textmill config}: what the configuration comes to. */
@Command(
        name = "config",
        header = "Show what a configuration comes to.",
        description = "Show what a configuration comes to, defaults and environment included.",
        synopsisSubcommandLabel = "COMMAND")
public final class ConfigCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private ConfigCommand() {}

    /** The command with its own commands. */
    public static CommandLine with(Terminal terminal) {
        return new CommandLine(new ConfigCommand())
                .addSubcommand(new ConfigShowCommand(terminal))
                .addSubcommand(new ConfigSchemaCommand(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: show or schema");
    }
}
