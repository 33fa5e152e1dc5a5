package textmill.cli.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import textmill.topology.Preflight;
import textmill.topology.config.TextmillConfig;
import textmill.topology.start.Check;

/** {@code run --check}: brokers, registry and machine in this JVM, the models beside it in one of their own. */
final class PreflightRun {
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final long ENOUGH_DESCRIPTORS = 4_096;
    private static final long ENOUGH_BYTES = 512L << 20;

    private PreflightRun() {}

    /**
     * Looks at everything.
     *
     * @param config checked
     * @param written the same as it was written, for the other JVM
     */
    static List<Check> of(TextmillConfig config, Map<String, String> written) {
        CompletableFuture<List<Check>> models =
                CompletableFuture.supplyAsync(() -> ModelCheckProcess.run(written), PreflightRun::start);
        Preflight preflight = new Preflight(config, Preflight.patience(config, PATIENCE));
        List<Check> checks = new ArrayList<>();
        int tasks = config.pipelines().stream()
                .mapToInt(pipeline -> pipeline.tasks().size())
                .sum();
        checks.add(Check.ok(
                "configuration", counted(config.pipelines().size(), "pipeline") + ", " + counted(tasks, "task")));
        checks.addAll(preflight.brokers());
        checks.add(preflight.registry());
        checks.addAll(join(models));
        checks.add(preflight.endpoint());
        checks.add(descriptors());
        checks.add(disk(Path.of(System.getProperty("java.io.tmpdir"))));
        return checks;
    }

    private static String counted(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "textmill-models");
        thread.setDaemon(true);
        thread.start();
    }

    private static List<Check> join(CompletableFuture<List<Check>> models) {
        try {
            return models.join();
        } catch (CompletionException e) {
            return List.of(Check.fail("models", "they could not be looked at: " + e.getCause(), ""));
        }
    }

    private static Check descriptors() {
        if (!(ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.UnixOperatingSystemMXBean system)) {
            return Check.ok("machine", "the system has no limit of open files");
        }
        long limit = system.getMaxFileDescriptorCount();
        return limit >= ENOUGH_DESCRIPTORS
                ? Check.ok("machine", limit + " open files are allowed")
                : Check.warn(
                        "machine",
                        "only " + limit + " open files are allowed: every broker takes several, every client too",
                        "ulimit -n " + ENOUGH_DESCRIPTORS);
    }

    private static Check disk(Path directory) {
        try {
            FileStore store = Files.getFileStore(directory);
            long free = store.getUsableSpace();
            String found = (free >> 20) + " MiB are free in " + directory;
            return free >= ENOUGH_BYTES
                    ? Check.ok("machine", found)
                    : Check.warn("machine", found, "free some space, or name another place with TMPDIR");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
