package textmill.cli;

import picocli.CommandLine;
import textmill.cli.console.Terminal;

/**
 * A command that is not part of the product, such as the benchmarks: found by {@link java.util.ServiceLoader} when its
 * jar is on the class path, where the launcher puts it only for that command.
 */
public interface CommandModule {
    /** The command with its own subcommands. */
    CommandLine command(Terminal terminal);
}
