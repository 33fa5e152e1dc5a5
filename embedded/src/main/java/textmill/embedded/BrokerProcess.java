package textmill.embedded;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker in a JVM of its own, for tests that kill it.
 *
 * <p>It runs with the class path of this JVM, keeps its data, its settings and its log ({@code broker.log}) in one
 * directory, and ends when this JVM does. Ports, once chosen, stay through kills and restarts. Not thread-safe.
 */
public final class BrokerProcess implements AutoCloseable {

    static final String CONFIG_FILE = "broker-process.properties";
    static final String READY_FILE = "broker-process.ready";

    /**
     * The controller takes a killed broker for alive until its session ends, and refuses its successor until then:
     * with Kafka's own 9 s a restart waits that long.
     */
    private static final Map<String, String> QUICK_RESTART =
            Map.of("broker.session.timeout.ms", "4000", "broker.heartbeat.interval.ms", "500");

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final int LOG_LINES_SHOWN = 15;

    private final Path directory;
    private final int port;
    private @Nullable Process process;

    private BrokerProcess(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /**
     * Starts a broker and returns when it serves.
     *
     * @param config as for {@link EmbeddedBroker#start}; its directory must be chosen, and stays afterwards
     * @throws BrokerStartException if it does not serve within 90 seconds, with the end of its log
     */
    public static BrokerProcess start(EmbeddedBrokerConfig config) {
        BrokerProcess broker = prepare(config);
        broker.launch();
        broker.awaitReady();
        return broker;
    }

    /** Writes down how the broker is to be started. */
    static BrokerProcess prepare(EmbeddedBrokerConfig config) {
        Path directory = config.dataDirectory()
                .orElseThrow(() -> new IllegalArgumentException("a broker process needs a chosen directory"))
                .toAbsolutePath();
        List<Integer> free = LowPorts.free(2);
        int port = config.port() == 0 ? free.get(0) : config.port();
        int controllerPort = config.controllerPort() == 0 ? free.get(1) : config.controllerPort();
        Properties properties = new Properties();
        properties.setProperty(BrokerMain.PORT, Integer.toString(port));
        properties.setProperty(BrokerMain.CONTROLLER_PORT, Integer.toString(controllerPort));
        Map<String, String> settings = new HashMap<>(QUICK_RESTART);
        settings.putAll(config.settings());
        settings.forEach((key, value) -> properties.setProperty(BrokerMain.SETTING_PREFIX + key, value));
        try {
            Files.createDirectories(directory);
            try (Writer writer = Files.newBufferedWriter(directory.resolve(CONFIG_FILE))) {
                properties.store(writer, null);
            }
        } catch (IOException e) {
            throw new BrokerStartException("cannot write into " + directory + ": " + e.getMessage(), e);
        }
        return new BrokerProcess(directory, port);
    }

    /** {@code host:port}; the same after every restart. */
    public String bootstrapServers() {
        return LoopbackSockets.HOST + ":" + port;
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The process, for signals that Java does not know. */
    public long pid() {
        return running().pid();
    }

    /** Ends the broker as SIGKILL does, and returns when it is gone. */
    public void kill() {
        running().destroyForcibly();
        awaitEnd(running(), STOP_LIMIT);
    }

    /** Asks the broker to stop as SIGTERM does, and kills it after 20 seconds. */
    public void stop() {
        Process asked = running();
        asked.destroy();
        if (!awaitEnd(asked, STOP_LIMIT)) {
            kill();
        }
    }

    /** Starts the broker again over its data, at its old port, and returns when it serves. */
    public void restart() {
        launch();
        awaitReady();
    }

    /** Stops the broker if it runs. The directory stays. */
    @Override
    public void close() {
        if (isAlive()) {
            stop();
        }
    }

    void launch() {
        if (isAlive()) {
            throw new IllegalStateException("the broker at " + bootstrapServers() + " is running");
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerMain.class.getName(),
                directory.toString()));
        File log = directory.resolve("broker.log").toFile();
        try {
            Files.deleteIfExists(directory.resolve(READY_FILE));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
        } catch (IOException e) {
            throw new BrokerStartException("cannot start a JVM for a broker: " + e.getMessage(), e);
        }
    }

    void awaitReady() {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!Files.exists(directory.resolve(READY_FILE))) {
            if (awaitEnd(running(), Duration.ofMillis(20))) {
                throw new BrokerStartException(
                        "the broker process ended with code " + running().exitValue() + ":\n" + endOfLog());
            }
            if (System.nanoTime() > deadline) {
                kill();
                throw new BrokerStartException(
                        "the broker process did not serve within " + START_LIMIT + ":\n" + endOfLog());
            }
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("the broker at " + bootstrapServers() + " was never started");
        }
        return process;
    }

    private static boolean awaitEnd(Process process, Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a broker process", e);
        }
    }

    private String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(directory.resolve("broker.log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }
}
