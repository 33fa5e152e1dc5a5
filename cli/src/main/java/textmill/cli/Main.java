package textmill.cli;

import textmill.cli.console.ScratchDirectory;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Terminal;

/** Entry point of the {@code textmill} command. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Else picocli looks for a class of Groovy in every jar, at every start.
        System.setProperty("picocli.disable.closures", "true");
        ScratchDirectory.claim();
        Terminal terminal = Terminal.standard();
        StopSignal stop = StopSignal.ofProcess();
        int code = TextmillCommand.execute(terminal, stop, arguments);
        // Not a return: a library's forgotten non-daemon thread must not keep a finished command alive.
        System.exit(code);
    }
}
