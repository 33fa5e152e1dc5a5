package textmill.benchmarks;

import picocli.CommandLine;
import textmill.benchmarks.endtoend.EndToEndCommand;
import textmill.benchmarks.micro.MicroCommand;
import textmill.benchmarks.peers.PeersCommand;
import textmill.benchmarks.stream.StreamCommand;
import textmill.cli.CommandModule;
import textmill.cli.console.Terminal;

/** Adds {@code bench} to the command line when this module is on the class path. */
public final class BenchModule implements CommandModule {
    @Override
    public CommandLine command(Terminal terminal) {
        return new CommandLine(new BenchCommand())
                .addSubcommand(new PeersCommand(terminal))
                .addSubcommand(new StreamCommand(terminal))
                .addSubcommand(new EndToEndCommand(terminal))
                .addSubcommand(new MicroCommand());
    }
}
