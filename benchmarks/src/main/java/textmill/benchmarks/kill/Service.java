package textmill.benchmarks.kill;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import textmill.benchmarks.JvmOptions;
import textmill.benchmarks.kafka.ResultReader;
import textmill.cli.console.CliException;

/** {@code textmill run} in a process of its own, with this JVM's options. */
final class Service {
    private final Process process;

    private Service(Process process) {
        this.process = process;
    }

    static Service start(Path config) throws IOException {
        List<String> command = new ArrayList<>(List.of(JvmOptions.java()));
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            // The scratch directory is deleted by the process whose it is.
            if (!option.startsWith("-Dtextmill.scratch=")) {
                command.add(option);
            }
        }
        command.addAll(List.of("textmill.cli.Main", "run", "--config", config.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return new Service(
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
    }

    /** Waits for so many results; fails at once if the process ends before. */
    void await(ResultReader reader, int results, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!reader.has(results)) {
            if (!process.isAlive()) {
                throw CliException.fault("bench kill: 'textmill run' ended with exit code " + process.exitValue());
            }
            if (System.nanoTime() > deadline) {
                throw CliException.fault("bench kill: no " + results + " results within " + limit.toMinutes() + " min");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** SIGTERM, after a while. */
    void stop(Duration after) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(after.toMillis());
        process.destroy();
        process.waitFor(1, TimeUnit.MINUTES);
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }
}
