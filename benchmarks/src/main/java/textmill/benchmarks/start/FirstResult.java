package textmill.benchmarks.start;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import textmill.benchmarks.report.Figures;
import textmill.cli.console.CliException;

/**
 * What a start of the demo took until its first result.
 *
 * @param wallSeconds since its launcher was started
 * @param ownSeconds since its JVM was started, as it says itself
 * @param processorSeconds of its process: the launcher becomes the JVM; NaN where the system does not tell
 */
record FirstResult(double wallSeconds, double ownSeconds, double processorSeconds) {
    private static final Pattern LINE = Pattern.compile("\\s*(\\d+\\.\\d) s  first result\\s*");

    /** What colours a terminal, should the demo take its stderr for one. */
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    private static final int END_SECONDS = 30;

    /**
     * Starts the demo, waits for its first result, and stops it.
     *
     * @throws CliException if it ends without one
     */
    static FirstResult of(Path launcher) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(launcher.toString(), "demo", "--port", "0", "--registry-port", "0")
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        long start = System.nanoTime();
        Process process = command.start();
        try (BufferedReader lines = process.errorReader()) {
            String last = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                OptionalDouble own = ownSeconds(line);
                if (own.isPresent()) {
                    double processor = process.info()
                            .totalCpuDuration()
                            .map(Duration::toNanos)
                            .map(nanos -> nanos / 1e9)
                            .orElse(Double.NaN);
                    return new FirstResult((System.nanoTime() - start) / 1e9, own.getAsDouble(), processor);
                }
                last = line;
            }
            throw CliException.fault(launcher + " demo: ended without a result: " + last);
        } finally {
            end(process);
        }
    }

    /** The demo's own clock in the line that tells the first result; empty for any other line. */
    static OptionalDouble ownSeconds(String line) {
        Matcher found = LINE.matcher(COLOUR.matcher(line).replaceAll(""));
        return found.matches() ? OptionalDouble.of(Double.parseDouble(found.group(1))) : OptionalDouble.empty();
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public String toString() {
        return "first result after " + Figures.number(wallSeconds) + " s, own clock " + Figures.number(ownSeconds)
                + " s, " + Figures.number(processorSeconds) + " s of processor time";
    }
}
