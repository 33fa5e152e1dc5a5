package textmill.cli.anomalies;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import textmill.cli.console.Terminal;

/** {@code textmill anomalies}: what is unusual in a stream of texts. */
@Command(name = "anomalies", header = "Find what is unusual in a stream of texts.", sortOptions = false)
public final class AnomaliesCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private AnomaliesCommand() {}

    /** The command with those below it. */
    public static CommandLine with(Terminal terminal) {
        return new CommandLine(new AnomaliesCommand())
                .addSubcommand(new BacktestCommand(terminal))
                .addSubcommand(new FeedbackCommand(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: textmill anomalies backtest, or feedback");
    }
}
