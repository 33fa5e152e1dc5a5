package textmill.faults.app;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import textmill.faults.process.ChildProcess;

/** A running application, seen from outside: signals, health, metrics. */
public final class AppProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final List<String> JVM =
            List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlogback.configurationFile=child.xml");
    private static final List<String> FAST_JVM =
            List.of("-Xms1g", "-Xmx1g", "-XX:+UseParallelGC", "-Dlogback.configurationFile=child.xml");
    private static final Pattern FORWARDED =
            Pattern.compile("textmill_records_ended_total\\{[^}]*ending=\"result\"[^}]*} ([0-9.E+]+)");

    private final ChildProcess process;
    private final Path ready;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private AppProcess(ChildProcess process, Path ready) {
        this.process = process;
        this.ready = ready;
    }

    /**
     * Starts an application; does not wait for it.
     *
     * @param directory of its own files
     * @param name of this process in it
     * @param settings as users write them
     * @param shape engine and JVM
     */
    public static AppProcess start(Path directory, String name, Map<String, String> settings, Shape shape) {
        Path ready = directory.resolve(name + ".ready");
        Path file = directory.resolve(name + ".properties");
        Properties properties = new Properties();
        properties.putAll(settings);
        try {
            Files.createDirectories(directory);
            Files.deleteIfExists(ready);
            try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
                properties.store(writer, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ChildProcess process = ChildProcess.start(
                AppMain.class,
                directory.resolve(name + ".log"),
                shape.fast ? FAST_JVM : JVM,
                List.of(file.toString(), shape.engine, ready.toString()));
        return new AppProcess(process, ready);
    }

    /**
     * What an application runs on.
     *
     * @param engine for {@link AppMain}
     * @param fast with the full compiler and more memory, for measurements
     */
    public record Shape(String engine, boolean fast) {
        /** Random batches of up to 40 ms: something is always in flight. */
        public static Shape slow(long seed) {
            return new Shape("stub:512:64:40:" + seed, false);
        }

        /** As fast as it goes, with the full compiler. */
        public static Shape swift() {
            return new Shape("stub:4096:256:0:1", true);
        }

        /** The models that the settings name, as directories. */
        public static Shape configured() {
            return new Shape("configured:", false);
        }

        /** A bundled model. */
        public static Shape model(String name) {
            return new Shape("model:" + name, false);
        }
    }

    /** Waits until it is ready to work. */
    public AppProcess awaitReady() {
        await().atMost(START_LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("the application has ended: " + tail());
            }
            return isReady();
        });
        return this;
    }

    private String tail() {
        String output = process.output();
        return output.substring(Math.max(0, output.length() - 4_000));
    }

    /** True while its readiness is UP. */
    public boolean isReady() {
        return Files.exists(ready) && get("/health/ready").statusCode() == 200;
    }

    /** What its readiness says; empty while it does not answer. */
    public String ready() {
        return page("/health/ready");
    }

    /** True while its liveness is UP. */
    public boolean isLive() {
        return page("/health/live").contains("\"UP\"");
    }

    private String page(String path) {
        if (!Files.exists(ready) || !process.isAlive()) {
            return "";
        }
        try {
            return get(path).body();
        } catch (UncheckedIOException e) {
            return ""; // it is ending
        }
    }

    /** Results forwarded so far, committed or not. */
    public long forwarded() {
        if (!Files.exists(ready)) {
            return 0;
        }
        Matcher found = FORWARDED.matcher(get("/metrics").body());
        return found.find() ? (long) Double.parseDouble(found.group(1)) : 0;
    }

    /** Asked again where it, or this process, stood still for longer than a connection lasts: that is no answer. */
    private HttpResponse<String> get(String path) {
        long began = System.nanoTime();
        while (true) {
            try {
                URI address = URI.create(Files.readString(ready)).resolve(path);
                return http.send(
                        HttpRequest.newBuilder(address).timeout(ANSWER_LIMIT).build(),
                        HttpResponse.BodyHandlers.ofString());
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() - began > PATIENCE.toNanos()) {
                    throw new UncheckedIOException(e);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** The process, for signals. */
    public ChildProcess process() {
        return process;
    }

    /** Has the engine complete nothing for a while. */
    public void stall(Duration time) {
        process.tell("stall " + time.toMillis());
    }

    /** Has it die at the next such moment; if none is met in time, it is killed at another. */
    public void dieAt(KillMoment moment, Duration longest) {
        process.tell("die " + moment);
        if (!process.hasEndedWithin(longest)) {
            process.kill();
        }
    }

    /** SIGKILL if it is still there. */
    @Override
    public void close() {
        process.close();
    }
}
