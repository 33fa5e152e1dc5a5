package textmill.faults.process;

import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of this class path in a process of its own, which can be killed, stopped and told things. It ends with this JVM at
 * the latest: by a shutdown hook, and because its main class watches its standard input.
 */
public final class ChildProcess implements AutoCloseable {
    private static final Duration KILL_LIMIT = Duration.ofMinutes(1);

    private final Process process;
    private final Path log;
    private final BufferedWriter input;
    private final Thread hook;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        this.hook = new Thread(process::destroyForcibly, "kill-" + process.pid());
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts a JVM.
     *
     * @param main class with a {@code main} method that calls {@link Tether#toParent()}
     * @param log where its output goes, appended
     * @param jvmArguments for example {@code -Xmx256m}
     * @param arguments of the main method
     */
    public static ChildProcess start(Class<?> main, Path log, List<String> jvmArguments, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmArguments);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            File output = log.toFile();
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
            builder.environment().put("OPT_OUT_TRACKING", "true");
            return new ChildProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + main.getName(), e);
        }
    }

    /** The operating system's number of the process. */
    public long pid() {
        return process.pid();
    }

    /** False once it has ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Everything that the process wrote so far. */
    public String output() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a line to its standard input. */
    public void tell(String line) {
        try {
            input.write(line);
            input.newLine();
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid() + " does not listen", e);
        }
    }

    /** SIGTERM. */
    public void terminate() {
        // Process.destroy would also close its standard input, which is the tether.
        process.toHandle().destroy();
    }

    /** SIGKILL, and waits for the end. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(KILL_LIMIT);
    }

    /** SIGSTOP: the process stands still, its connections stay open. */
    public void freeze() {
        Signals.send("STOP", pid());
    }

    /** SIGCONT. */
    public void thaw() {
        Signals.send("CONT", pid());
    }

    /** Waits for the end; false if it does not come in time. */
    public boolean hasEndedWithin(Duration longest) {
        try {
            return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the end and returns the exit code. */
    public int awaitExit(Duration longest) {
        if (!hasEndedWithin(longest)) {
            throw new IllegalStateException("process " + pid() + " has not ended within " + longest);
        }
        return process.exitValue();
    }

    /** Resident memory in bytes. */
    public long residentBytes() {
        try {
            Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid()))
                    .redirectErrorStream(true)
                    .start();
            String kibibytes = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim();
            return Long.parseLong(kibibytes) * 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL if it is still there. */
    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // this JVM is ending: the hook is running
        }
    }
}
