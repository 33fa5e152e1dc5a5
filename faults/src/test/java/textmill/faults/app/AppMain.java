package textmill.faults.app;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import textmill.faults.process.Tether;
import textmill.models.BundledModels;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.TaskSpec;
import textmill.topology.Engines;
import textmill.topology.TextmillApp;
import textmill.topology.config.ConfigException;
import textmill.topology.config.TextmillConfig;

/**
 * The application as a process. Arguments: a file of settings; {@code stub:...}, {@code model:name} or {@code configured:}; a file that is
 * written when it runs, with the address of its endpoint. Obeys {@code stall <ms>} and {@code die <moment>} from standard
 * input, and SIGTERM as the command line does: drain, leave, exit code 0.
 */
public final class AppMain {
    private static final String STUB = "stub:";
    private static final String CONFIGURED = "configured:";
    private static final int DIED = 1;
    private static final int MISCONFIGURED = 78;

    private AppMain() {}

    /** Runs until SIGTERM or until Kafka Streams gives up. */
    public static void main(String[] arguments) throws Exception {
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]), StandardCharsets.UTF_8)) {
            settings.load(reader);
        }
        TextmillConfig config = TextmillConfig.parse(settings);
        InferenceEngine engine = engine(arguments[1], config);
        Tether.toParent(line -> obey(line, engine instanceof StubEngine stub ? stub : null));
        TextmillApp app = start(config, engine);
        AtomicBoolean stopping = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(app, engine, stopping), "stop"));
        announce(Path.of(arguments[2]), app.endpoint().toString());
        while (!app.awaitEnd(Duration.ofMinutes(1))) {
            Thread.onSpinWait();
        }
        if (!stopping.get()) {
            app.failure().ifPresent(Throwable::printStackTrace);
            Runtime.getRuntime().halt(DIED);
        }
    }

    /** Ends as the command line does: a line for each problem, and its exit code. */
    private static TextmillApp start(TextmillConfig config, InferenceEngine engine) {
        try {
            return TextmillApp.start(config, engine);
        } catch (ConfigException e) {
            e.problems().forEach(System.err::println);
            Runtime.getRuntime().halt(MISCONFIGURED);
            throw e;
        }
    }

    private static InferenceEngine engine(String choice, TextmillConfig config) {
        if (choice.startsWith(STUB)) {
            return new StubEngine(StubEngine.Settings.parse(choice.substring(STUB.length())));
        }
        if (choice.equals(CONFIGURED)) {
            return Engines.open(config, Path::of);
        }
        return realEngine(choice.substring(choice.indexOf(':') + 1));
    }

    /** The engine for embeddings with a bundled model. */
    public static InferenceEngine realEngine(String model) {
        return EngineLoader.open(
                EngineConfig.defaults().withThreadsAlone(1),
                List.of(TaskSpec.of("embeddings", ModelSpec.read(BundledModels.resolve(model)))));
    }

    private static void obey(String line, @Nullable StubEngine engine) {
        String[] words = line.split(" ", -1);
        if (words[0].equals("stall") && engine != null) {
            engine.stall(Duration.ofMillis(Long.parseLong(words[1])));
        } else {
            die(line);
        }
    }

    /** Dies at the moment that a line names, if it does. */
    static void die(String line) {
        String[] words = line.split(" ", -1);
        if (words[0].equals("die")) {
            Thread watcher = new Thread(() -> SuddenDeath.at(KillMoment.valueOf(words[1])), "sudden-death");
            watcher.setDaemon(true);
            watcher.start();
        }
    }

    private static void stop(TextmillApp app, InferenceEngine engine, AtomicBoolean stopping) {
        stopping.set(true);
        app.close();
        engine.close();
        // Otherwise the JVM would report the signal: 143.
        Runtime.getRuntime().halt(0);
    }

    static void announce(Path file, String endpoint) throws IOException {
        Path draft = Files.writeString(file.resolveSibling(file.getFileName() + ".draft"), endpoint);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
