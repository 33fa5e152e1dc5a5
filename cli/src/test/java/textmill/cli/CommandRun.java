package textmill.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Style;
import textmill.cli.console.Terminal;

/** Runs a command in this JVM, on streams of its own. */
final class CommandRun {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final StopSignal stop = StopSignal.manual();
    private final CompletableFuture<Integer> exitCode;

    private CommandRun(String... arguments) {
        Terminal terminal = new Terminal(out, err, Style.PLAIN, 100);
        exitCode = CompletableFuture.supplyAsync(
                () -> {
                    int code = TextmillCommand.commandLine(terminal, stop).execute(arguments);
                    terminal.out().flush();
                    return code;
                },
                task -> new Thread(task, "command").start());
    }

    /** What a command left behind. */
    record Result(int exitCode, String out, String err) {}

    /** Runs a command to its end. */
    static Result of(String... arguments) {
        return start(arguments).result();
    }

    /** Starts a command. */
    static CommandRun start(String... arguments) {
        return new CommandRun(arguments);
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
