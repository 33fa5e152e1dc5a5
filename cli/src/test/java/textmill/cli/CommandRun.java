package textmill.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Style;
import textmill.cli.console.Terminal;

/** Runs a command in this JVM, on streams of its own. */
final class CommandRun {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final StopSignal stop = StopSignal.manual();
    private final CompletableFuture<Integer> exitCode;

    private CommandRun(@Nullable OutputStream to, String... arguments) {
        Terminal terminal = new Terminal(to == null ? out : to, err, Style.PLAIN, 100);
        exitCode = CompletableFuture.supplyAsync(
                () -> TextmillCommand.execute(terminal, stop, arguments), task -> new Thread(task, "command").start());
    }

    /** The names of all commands, as the help lists them. */
    static Stream<String> commands() {
        List<String> lines = of("--help").out().lines().toList();
        return lines.subList(lines.indexOf("Commands:") + 1, lines.indexOf("Exit codes:")).stream()
                .filter(line -> line.matches("  [a-z].*"))
                .map(line -> line.strip().split(" ", 2)[0]);
    }

    /** What a command left behind. */
    record Result(int exitCode, String out, String err) {}

    /** Runs a command to its end. */
    static Result of(String... arguments) {
        return start(arguments).result();
    }

    /** Starts a command. */
    static CommandRun start(String... arguments) {
        return new CommandRun(null, arguments);
    }

    /** Starts a command whose results go elsewhere. */
    static CommandRun start(OutputStream results, String... arguments) {
        return new CommandRun(results, arguments);
    }

    /** Does what a signal does. */
    CommandRun stop() {
        stop.stop();
        return this;
    }

    /** Waits for the end. */
    Result result() {
        return new Result(exitCode.join(), out(), err());
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    boolean ended() {
        return exitCode.isDone();
    }
}
