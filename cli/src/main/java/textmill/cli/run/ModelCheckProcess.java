package textmill.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import textmill.runtime.engine.InferenceEngine;
import textmill.topology.Engines;
import textmill.topology.Preflight;
import textmill.topology.config.ConfigException;
import textmill.topology.config.TextmillConfig;
import textmill.topology.start.Check;
import textmill.topology.start.Check.Level;

/**
 * Reads, loads and tries models in a JVM of its own, which a malformed file may kill. The configuration goes there through
 * standard input and the JVM's options through the environment, because everybody can read a command line.
 */
public final class ModelCheckProcess {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String MARK = "check: ";

    private ModelCheckProcess() {}

    /** Starts the JVM and waits for what it found. */
    static List<Check> run(Map<String, String> written) {
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), ModelCheckProcess.class.getName());
        command.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        command.environment().put("JDK_JAVA_OPTIONS", options());
        command.redirectErrorStream(true);
        try {
            Process process = command.start();
            try (Writer input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
                Properties properties = new Properties();
                properties.putAll(written);
                properties.store(input, null);
            }
            return found(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Check> found(Process process) throws IOException {
        List<Check> checks = new ArrayList<>();
        try {
            List<String> lines =
                    process.inputReader(StandardCharsets.UTF_8).lines().toList();
            for (String line : lines) {
                if (line.startsWith(MARK)) {
                    checks.add(read(line.substring(MARK.length())));
                }
            }
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                checks.add(Check.fail(
                        "models",
                        "the JVM that reads them ended with code " + process.exitValue()
                                + (lines.isEmpty() ? "" : " (" + lines.get(lines.size() - 1) + ")"),
                        "a file of a model is malformed: try them one by one with 'textmill model'"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
        return checks;
    }

    /** Those of this JVM, with quotes as the JVM's launcher reads them. */
    private static String options() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-agentlib") && !option.startsWith("-javaagent"))
                .map(option -> '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(" ", "", " -XX:TieredStopAtLevel=1")); // It lives for a few seconds.
    }

    private static Check read(String line) throws IOException {
        JsonNode node = JSON.readTree(line);
        return new Check(
                Level.valueOf(node.path("level").asText()),
                node.path("area").asText(),
                node.path("found").asText(),
                node.path("remedy").asText());
    }

    private static String write(Check check) {
        ObjectNode node = JSON.createObjectNode();
        node.put("level", check.level().name());
        node.put("area", check.area());
        node.put("found", check.found());
        node.put("remedy", check.remedy());
        return MARK + node;
    }

    /** The other JVM: a configuration on standard input, a line for each check on standard output. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Properties properties = new Properties();
        properties.load(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        look(TextmillConfig.parse(properties)).forEach(check -> out.println(write(check)));
        // Not a return: a library's forgotten non-daemon thread must not keep the process alive.
        System.exit(0);
    }

    private static List<Check> look(TextmillConfig config) {
        List<Check> checks = new ArrayList<>();
        try (InferenceEngine engine = Engines.open(config, new NamedModels())) {
            Preflight preflight = new Preflight(config, Duration.ofSeconds(8));
            checks.addAll(preflight.models(engine));
            checks.addAll(preflight.subjects(engine));
            checks.addAll(preflight.windows(engine));
        } catch (ConfigException e) {
            e.problems().forEach(problem -> checks.add(Check.fail("models", problem, "")));
        }
        return checks;
    }
}
