package textmill.cli.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import textmill.cli.console.Columns;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.TaskSettings;
import textmill.topology.config.TextmillConfig;

/** {@code textmill topology}: where texts come from and where results go, drawn. */
@Command(
        name = "topology",
        header = "Draw where texts come from and where results go.",
        description = "Draw where texts come from and where results go by a configuration. Asks nobody.",
        sortOptions = false,
        footer = {
            "  textmill topology --config textmill.properties",
            "  textmill topology --mermaid --config textmill.properties"
        })
public final class TopologyCommand implements Callable<Integer> {
    @Mixin
    private final ConfigSource source = new ConfigSource();

    @Option(names = "--mermaid", description = "Print a Mermaid flowchart, which documentation pages draw.")
    private boolean mermaid;

    private final Terminal terminal;

    /** A command that prints to a terminal. */
    public TopologyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        TextmillConfig config = source.outline();
        (mermaid ? chart(config) : text(config)).forEach(terminal::print);
        return ExitCode.OK;
    }

    private static List<String> text(TextmillConfig config) {
        List<String> lines = new ArrayList<>();
        config.applications().forEach((application, pipelines) -> {
            lines.add("application " + application);
            for (PipelineConfig pipeline : pipelines) {
                lines.add("  " + name(pipeline) + " reads " + String.join(", ", pipeline.inputTopics()));
                int width = pipeline.tasks().stream()
                        .mapToInt(task -> Columns.of(label(task)))
                        .max()
                        .orElse(0);
                for (TaskSettings task : pipeline.tasks()) {
                    String label = label(task);
                    lines.add("    " + label + " ".repeat(width - Columns.of(label)) + "  -> " + task.topic());
                    task.routes().forEach(route -> lines.add("      route " + route.name() + "  -> " + route.topic()));
                }
                pipeline.redaction().ifPresent(redaction -> lines.add("    redacted texts  -> " + redaction.topic()));
                lines.add("    " + "what cannot be computed" + "  -> " + pipeline.deadLetterTopic());
            }
        });
        return lines.stream().map(Columns::printable).toList();
    }

    private static String name(PipelineConfig pipeline) {
        return pipeline.isNamed() ? "pipeline " + pipeline.name() : "the pipeline";
    }

    private static String label(TaskSettings task) {
        return "task " + task.name() + " (" + task.model() + ")";
    }

    private static List<String> chart(TextmillConfig config) {
        Chart chart = new Chart();
        config.applications().forEach((application, pipelines) -> {
            chart.lines.add("  subgraph " + chart.id("application " + application) + "[" + quoted(application) + "]");
            for (PipelineConfig pipeline : pipelines) {
                String node = chart.id("pipeline " + application + " " + pipeline.name());
                chart.lines.add("    " + node + "{{" + quoted(name(pipeline)) + "}}");
                for (TaskSettings task : pipeline.tasks()) {
                    String box = chart.id("task " + application + " " + pipeline.name() + " " + task.name());
                    chart.lines.add("    " + box + "[" + quoted(label(task)) + "]");
                    chart.lines.add("    " + node + " --> " + box);
                }
            }
            chart.lines.add("  end");
        });
        config.applications()
                .forEach((application, pipelines) -> pipelines.forEach(pipeline -> {
                    String node = chart.id("pipeline " + application + " " + pipeline.name());
                    pipeline.inputTopics()
                            .forEach(topic -> chart.lines.add("  " + chart.topic(topic) + " --> " + node));
                    pipeline.tasks()
                            .forEach(task -> chart.lines.add("  "
                                    + chart.id("task " + application + " " + pipeline.name() + " " + task.name())
                                    + " --> "
                                    + chart.topic(task.topic())));
                    pipeline.tasks().forEach(task -> task.routes()
                            .forEach(route -> chart.lines.add("  "
                                    + chart.id("task " + application + " " + pipeline.name() + " " + task.name())
                                    + " -- "
                                    + quoted(route.name())
                                    + " --> "
                                    + chart.topic(route.topic()))));
                    pipeline.redaction()
                            .ifPresent(redaction -> chart.lines.add(
                                    "  " + node + " -- redacted --> " + chart.topic(redaction.topic())));
                    chart.lines.add(
                            "  " + node + " -. cannot be computed .-> " + chart.topic(pipeline.deadLetterTopic()));
                }));
        return chart.lines;
    }

    private static String quoted(String text) {
        return '"' + Columns.printable(text).replace("\"", "#quot;") + '"';
    }

    /** Lines of a flowchart, in which every thing has a short id and is described once. */
    private static final class Chart {
        private final List<String> lines = new ArrayList<>(List.of("flowchart LR"));
        private final List<String> known = new ArrayList<>();

        String id(String thing) {
            if (!known.contains(thing)) {
                known.add(thing);
            }
            return "n" + known.indexOf(thing);
        }

        String topic(String name) {
            boolean described = known.contains("topic " + name);
            String id = id("topic " + name);
            return described ? id : id + "[(" + quoted(name) + ")]";
        }
    }
}
