package textmill.cli.cluster;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import textmill.cli.config.ConfigSource;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;
import textmill.topology.config.KafkaKeys;
import textmill.topology.config.TextmillConfig;

/** {@code textmill topics}: what makes the topics of a configuration, or makes them. */
@Command(
        name = "topics",
        header = "Print the commands that create the topics of a configuration, or create them.",
        description = "Print the commands that create the topics of a configuration: texts, results, dead letters. With"
                + " --create create those that are not there.",
        sortOptions = false,
        footer = {
            "  textmill topics --config textmill.properties",
            "  textmill topics --create -c mill.properties --command-config admin.properties",
            "  textmill topics -c textmill.properties --format strimzi --partitions 24"
        })
public final class TopicsCommand implements Callable<Integer> {
    private static final int USUAL_PARTITIONS = 6;
    private static final int MOST_PARTITIONS = 10_000;
    private static final int MOST_REPLICAS = 100;

    @Mixin
    private final ConfigSource source = new ConfigSource();

    @Option(names = "--create", description = "Create what is not there, and print what was done.")
    private boolean create;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Partitions of the topics. Not given: with --create as many as the input topic has, else "
                    + USUAL_PARTITIONS + ".")
    private @Nullable Integer partitions;

    @Option(
            names = "--replication-factor",
            paramLabel = "N",
            description = "Replicas of each partition. Not given: the brokers' default.")
    private @Nullable Integer replicas;

    @Mixin
    private final ManifestOptions manifest = new ManifestOptions();

    private final Terminal terminal;

    /** A command that prints to a terminal. */
    public TopicsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        manifest.check(create);
        if (partitions != null && (partitions < 1 || partitions > MOST_PARTITIONS)) {
            throw CliException.usage("--partitions: expected 1 to " + MOST_PARTITIONS + ", found " + partitions);
        }
        if (replicas != null && (replicas < 1 || replicas > MOST_REPLICAS)) {
            throw CliException.usage("--replication-factor: expected 1 to " + MOST_REPLICAS + ", found " + replicas);
        }
        TextmillConfig config = create ? manifest.configuration(source) : source.outline();
        List<WantedTopic> wanted = WantedTopic.of(config);
        if (create) {
            TopicMaker.Wish wish = new TopicMaker.Wish(partitions, replicas, USUAL_PARTITIONS);
            TopicMaker.make(manifest.admin(config), wanted, wish, terminal::print);
        } else {
            print(config, wanted);
        }
        return ExitCode.OK;
    }

    private void print(TextmillConfig config, List<WantedTopic> wanted) {
        int many = partitions == null ? USUAL_PARTITIONS : partitions;
        int copies = replicas == null ? 0 : replicas;
        String tool = manifest.tool("kafka-topics.sh", config.get(KafkaKeys.BOOTSTRAP_SERVERS));
        for (WantedTopic topic : wanted) {
            terminal.print(
                    manifest.format() == Manifest.STRIMZI
                            ? topic.resource(manifest.cluster(), many, copies)
                            : topic.command(tool, many, copies));
        }
        if (partitions == null) {
            terminal.note("textmill topics: " + many + " partitions each; results need as many as their texts, say"
                    + " --partitions N if the topic of texts has others");
        }
    }
}
