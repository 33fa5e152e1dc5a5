package textmill.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import textmill.cli.console.CliException;

/** A process that is started, waited for and judged by its exit code. */
public final class ChildProcess {
    private static final int LINES_SHOWN = 3;

    private ChildProcess() {}

    /**
     * Runs a command to its end; ends it if this process is interrupted.
     *
     * @param what it is, for messages
     * @param command with its environment
     * @return what it printed, stdout and stderr together
     * @throws CliException with the end of its output if it fails or takes longer than the limit
     */
    public static List<String> run(String what, ProcessBuilder command, Duration limit)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("textmill-bench", ".log");
        Process process =
                command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw CliException.fault(what + ": no result within " + limit.toMinutes() + " minutes");
            }
            List<String> lines = Files.readAllLines(log);
            if (process.exitValue() != 0) {
                // Where an exception came from says less than what it is.
                List<String> said =
                        lines.stream().filter(line -> !line.startsWith("\t")).toList();
                throw CliException.fault(what + ": exit code " + process.exitValue() + ": "
                        + String.join(" | ", said.subList(Math.max(0, said.size() - LINES_SHOWN), said.size())));
            }
            return lines;
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(log);
        }
    }
}
