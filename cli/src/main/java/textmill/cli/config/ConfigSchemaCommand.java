package textmill.cli.config;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;
import textmill.topology.ConfigSchema;

/** {@code textmill config schema}: what a configuration may hold, for editors and generators. */
@Command(
        name = "schema",
        header = "Print the JSON Schema of configurations.",
        description =
                "Print the JSON Schema of configurations (draft 2020-12): an object with the keys of the properties"
                        + " file. For editors of JSON and YAML, and for what generates configurations.",
        sortOptions = false,
        footer = {"  textmill config schema > textmill.schema.json"})
public final class ConfigSchemaCommand implements Callable<Integer> {
    private final Terminal terminal;

    /** A command that prints to a terminal. */
    ConfigSchemaCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.print(ConfigSchema.json().stripTrailing());
        return ExitCode.OK;
    }
}
