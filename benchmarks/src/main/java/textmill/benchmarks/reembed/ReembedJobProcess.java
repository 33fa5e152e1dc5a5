package textmill.benchmarks.reembed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import textmill.benchmarks.BenchHome;
import textmill.cli.console.CliException;

/** {@code textmill reembed} as a user starts it: by the launcher, in a process of its own. Used by one thread. */
final class ReembedJobProcess implements AutoCloseable {
    static final String SUFFIX = ".v2";

    private static final Duration STOP_LIMIT = Duration.ofMinutes(2);
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(20);
    private static final int STOPPED = 143;
    private static final int LINES_SHOWN = 5;

    private final Process process;
    private final Path out;
    private final Path err;

    private ReembedJobProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Has the launcher build what it runs, so that it does not while something is measured. */
    static void build() throws IOException, InterruptedException {
        Process build = new ProcessBuilder(launcher(), "--version")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (!build.waitFor(BUILD_LIMIT.toMinutes(), TimeUnit.MINUTES) || build.exitValue() != 0) {
                throw CliException.fault("bench reembed: " + launcher() + " --version did not succeed");
            }
        } finally {
            build.destroyForcibly();
        }
    }

    /**
     * Starts it.
     *
     * @param config of the application
     * @param options more of the command line
     */
    static ReembedJobProcess start(Path config, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher(), "reembed", "--config", config.toString()));
        command.addAll(List.of("--suffix", SUFFIX, "--create-topics", "--until", "live", "--json"));
        command.addAll(options);
        Path out = Files.createTempFile("textmill-reembed", ".json");
        Path err = Files.createTempFile("textmill-reembed", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        // What was built before, whatever has been written since.
        builder.environment().put("TEXTMILL_BUILD", "never");
        return new ReembedJobProcess(builder.start(), out, err);
    }

    private static String launcher() {
        return BenchHome.directory().resolveSibling("textmill").toString();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Stops it as a user does; it goes on from there the next time. */
    void stop() throws InterruptedException, IOException {
        process.destroy();
        if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw CliException.fault("bench reembed: the job did not stop within " + STOP_LIMIT.toMinutes() + " min");
        }
        if (process.exitValue() != STOPPED) {
            requireSuccess();
        }
    }

    /** Waits for its end; gives what it reported. */
    JsonNode await(Duration limit) throws InterruptedException, IOException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw CliException.fault("bench reembed: the job did not end within " + limit.toMinutes() + " min");
        }
        requireSuccess();
        String report = Files.readAllLines(out).stream()
                .filter(line -> line.startsWith("{"))
                .reduce((first, last) -> last)
                .orElseThrow(() -> CliException.fault("bench reembed: expected a report of the job, found none"));
        return new ObjectMapper().readTree(report);
    }

    /** Fails with the end of what it said. */
    void requireSuccess() throws IOException {
        if (process.exitValue() != 0) {
            List<String> lines = Files.readAllLines(err);
            throw CliException.fault("bench reembed: the job ended with exit code " + process.exitValue() + ": "
                    + String.join(" | ", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size())));
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
    }
}
