package textmill.schema.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/** One Apicurio Registry, in memory, in a process of its own, for all the tests of the run; counts what passed. */
final class RealRegistry implements BeforeAllCallback, TestWatcher {
    private static final Namespace NAMESPACE = Namespace.create(RealRegistry.class);
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    /** The registry's address for every kind of client, and patience for a machine that is busy. */
    static Map<String, Object> configs() {
        String url = Objects.requireNonNull(System.getProperty("interop.registry.url"), "The registry is not running");
        return Map.of("schema.registry.url", url, "http.read.timeout.ms", 60_000, "http.connect.timeout.ms", 60_000);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running(context);
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        running(context).passed.incrementAndGet();
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        running(context).failed.incrementAndGet();
    }

    private static Running running(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Running.class, key -> Running.start(), Running.class);
    }

    /** The process; JUnit closes it after the last test. */
    private static final class Running implements AutoCloseable {
        private final Process process;
        private final AtomicInteger passed = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();

        private Running(Process process) {
            this.process = process;
        }

        static Running start() {
            Path home = Path.of(System.getProperty("interop.apicurio.home")).toAbsolutePath();
            Path log = home.resolveSibling("apicurio.log");
            try {
                Process process = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx512m",
                                "-XX:TieredStopAtLevel=1",
                                "-Dquarkus.http.host=127.0.0.1",
                                "-Dquarkus.http.port=0",
                                "-jar",
                                runner(home).toString())
                        .directory(home.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
                System.setProperty("interop.registry.url", awaitAddress(process, log) + "/apis/ccompat/v7");
                return new Running(process);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
            System.out.printf(
                    "interop: tests=%d failed=%d registry=apicurio-2.6.13.Final serde=confluent-7.7.0%n",
                    passed.get() + failed.get(), failed.get());
        }

        private static Path runner(Path home) throws IOException {
            try (Stream<Path> files = Files.list(home)) {
                return files.filter(file -> file.toString().endsWith("-runner.jar"))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("No Apicurio Registry in " + home
                                + "; run these tests through the Maven profile 'interop', which unpacks it"));
            }
        }

        private static String awaitAddress(Process process, Path log) {
            return Awaitility.await("address of the registry, whose log is " + log)
                    .atMost(START_LIMIT)
                    .failFast("the registry ended, see " + log, () -> !process.isAlive())
                    .until(
                            () -> {
                                Matcher matcher = LISTENING.matcher(Files.readString(log, UTF_8));
                                return matcher.find() ? matcher.group(1) : "";
                            },
                            address -> !address.isEmpty());
        }
    }
}
