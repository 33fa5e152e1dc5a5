package textmill.cli.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.tools.StreamsResetter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import textmill.cli.config.ConfigSource;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;
import textmill.topology.Preflight;
import textmill.topology.config.KafkaKeys;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.TextmillConfig;
import textmill.topology.start.BriefAdmin;

/** {@code textmill reset}: has an application begin elsewhere. */
@Command(
        name = "reset",
        header = "Have an application compute from somewhere else: a preview, or Kafka's own resetter.",
        description = "Show to which offsets an application would be set, and what that means. With --execute Kafka's"
                + " StreamsResetter does it; every instance must have been stopped. Results that are there stay, so what"
                + " is computed again is there twice: 'textmill reembed' writes into new topics instead.",
        sortOptions = false,
        footer = {
            "  textmill reset -c textmill.properties --to-datetime 2026-11-25T08:00:00Z",
            "  textmill reset -c textmill.properties --to-earliest --execute"
        })
public final class ResetCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Mixin
    private final ConfigSource source = new ConfigSource();

    @ArgGroup(multiplicity = "1")
    private ResetTarget target = new ResetTarget();

    @Option(names = "--application", paramLabel = "ID", description = "Which one, if the configuration has several.")
    private @Nullable String application;

    @Option(names = "--execute", description = "Do it. Not given: only show it.")
    private boolean execute;

    @Option(
            names = "--force",
            description = "With --execute: remove members that Kafka still waits for, of instances that were killed.")
    private boolean force;

    private final Terminal terminal;

    /** A command that prints to a terminal. */
    public ResetCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        TextmillConfig config = source.parse();
        String group = group(config);
        List<String> topics = config.applications().getOrDefault(group, List.of()).stream()
                .flatMap((PipelineConfig pipeline) -> pipeline.inputTopics().stream())
                .distinct()
                .toList();
        Map<String, Object> settings = Preflight.adminConfig(config, PATIENCE);
        try (Admin admin = new BriefAdmin(settings)) {
            print(ResetPlan.of(admin, group, topics, target), group);
        } catch (KafkaException e) {
            throw CliException.configuration(
                    "bootstrap.servers = " + config.get(KafkaKeys.BOOTSTRAP_SERVERS) + ": " + e.getMessage());
        }
        if (!execute) {
            terminal.note("textmill reset: nothing was changed; stop every instance, then say --execute");
            return ExitCode.OK;
        }
        return execute(config, group, topics, settings);
    }

    private String group(TextmillConfig config) {
        List<String> all = List.copyOf(config.applications().keySet());
        if (application == null && all.size() > 1) {
            throw CliException.usage("--application: the configuration has " + String.join(", ", all) + "; say which");
        } else if (application != null && !all.contains(application)) {
            throw CliException.usage(
                    "--application: expected one of " + String.join(", ", all) + ", found " + application);
        }
        return application == null ? all.get(0) : application;
    }

    private void print(ResetPlan plan, String group) {
        for (ResetPlan.Step step : plan.steps()) {
            terminal.print(String.format(
                    "%-30s %12s -> %-12d (ends at %d)",
                    step.partition(),
                    step.committed() == null ? "nothing" : step.committed().toString(),
                    step.target(),
                    step.end()));
        }
        terminal.print("application " + group + ": " + plan.again() + " records would be computed again, " + plan.left()
                + " left out");
    }

    private int execute(TextmillConfig config, String group, List<String> topics, Map<String, Object> settings)
            throws IOException {
        // Kafka's tool takes the rest from a file; a command line could be read by everybody.
        Path file = Files.createTempFile("reset", ".properties");
        try {
            write(settings, file);
            List<String> arguments = new ArrayList<>(List.of(
                    "--application-id", group,
                    "--bootstrap-server", config.get(KafkaKeys.BOOTSTRAP_SERVERS),
                    "--input-topics", String.join(",", topics),
                    "--command-config", file.toString()));
            arguments.addAll(target.arguments());
            if (force) {
                arguments.add("--force");
            }
            int code = runTool(arguments);
            if (code != 0) {
                throw CliException.fault("Kafka's resetter refuses; what it says stands above. Is an instance still"
                        + " running ('textmill status')?");
            }
        } finally {
            Files.delete(file);
        }
        terminal.note("textmill reset: application " + group + " begins there at its next start");
        return ExitCode.OK;
    }

    private static void write(Map<String, Object> settings, Path file) throws IOException {
        Properties properties = new Properties();
        settings.forEach((name, value) -> {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                properties.setProperty(name, value.toString());
            }
        });
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
    }

    /** It prints to the standard streams, which are for results and messages of ours, and prints traces too. */
    private int runTool(List<String> arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream notes = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(notes);
        System.setErr(notes);
        try {
            return new StreamsResetter().execute(arguments.toArray(String[]::new));
        } finally {
            System.setOut(out);
            System.setErr(err);
            said.toString(StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("\t"))
                    .forEach(line -> terminal.note("  " + line));
        }
    }
}
