package textmill.cli.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import textmill.cli.config.ConfigSource;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;
import textmill.topology.Preflight;
import textmill.topology.config.KafkaKeys;
import textmill.topology.config.OperationKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.start.BriefAdmin;

/** {@code textmill status}: how far each application is, and who works on it. */
@Command(
        name = "status",
        header = "Show how far the applications of a configuration are, and who works on them.",
        description =
                "Show the group of each application: instances, committed offsets, lag in records and seconds; and"
                        + " the readiness of instances whose address is known.",
        sortOptions = false,
        footer = {
            "  textmill status --config textmill.properties",
            "  textmill status -c textmill.properties --endpoint http://mill-1:8099 --json"
        })
public final class StatusCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private final ConfigSource source = new ConfigSource();

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "Address of an instance's metrics and health, such as http://host:8099; may be given several"
                    + " times. Not given: that of this machine by the configuration.")
    private List<URI> endpoints = List.of();

    @Option(names = "--json", description = "Print one JSON object for each application and each endpoint.")
    private boolean json;

    private final Terminal terminal;

    /** A command that prints to a terminal. */
    public StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        TextmillConfig config = source.parse();
        List<GroupStatus> groups = new ArrayList<>();
        try (Admin admin = new BriefAdmin(Preflight.adminConfig(config, PATIENCE))) {
            for (String group : config.applications().keySet()) {
                groups.add(GroupStatus.of(admin, config, group));
            }
        } catch (KafkaException e) {
            throw CliException.configuration("bootstrap.servers = " + config.get(KafkaKeys.BOOTSTRAP_SERVERS)
                    + ": no connection to the brokers (" + e.getMessage() + ")");
        }
        for (GroupStatus group : groups) {
            print(group);
        }
        for (URI endpoint : endpoints.isEmpty() ? ofThisMachine(config) : endpoints) {
            print(endpoint, Readiness.of(endpoint));
        }
        return ExitCode.OK;
    }

    private static List<URI> ofThisMachine(TextmillConfig config) {
        int port = config.get(OperationKeys.HTTP_PORT);
        String host = config.get(OperationKeys.HTTP_HOST);
        return port == 0
                ? List.of()
                : List.of(URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port));
    }

    private void print(GroupStatus group) throws IOException {
        if (json) {
            terminal.print(JSON.writeValueAsString(object(group)));
            return;
        }
        terminal.print(String.format(
                Locale.ROOT,
                "%s  %s, %d %s, %d records behind%s",
                group.name(),
                group.state(),
                group.members().size(),
                group.members().size() == 1 ? "member" : "members",
                group.records(),
                group.records() == 0 ? "" : String.format(Locale.ROOT, ", the oldest %.0f s old", group.seconds())));
        for (GroupStatus.Partition partition : group.partitions()) {
            terminal.print(String.format(
                    Locale.ROOT,
                    "  %-30s committed %-10s behind %-8d %8.1f s  %s",
                    partition.topic() + "-" + partition.number(),
                    partition.committed() < 0 ? "nothing" : Long.toString(partition.committed()),
                    partition.records(),
                    partition.seconds(),
                    partition.owner().isEmpty() ? "nobody reads it" : partition.owner()));
        }
    }

    private static ObjectNode object(GroupStatus group) {
        ObjectNode node = JSON.createObjectNode();
        node.put("application", group.name()).put("state", group.state());
        node.put("lag_records", group.records()).put("lag_seconds", group.seconds());
        ArrayNode members = node.putArray("members");
        group.members().forEach(members::add);
        ArrayNode partitions = node.putArray("partitions");
        for (GroupStatus.Partition partition : group.partitions()) {
            ObjectNode one = partitions.addObject();
            one.put("topic", partition.topic()).put("partition", partition.number());
            one.put("committed", partition.committed()).put("lag_records", partition.records());
            one.put("lag_seconds", partition.seconds()).put("owner", partition.owner());
        }
        return node;
    }

    private void print(URI endpoint, Readiness readiness) throws IOException {
        if (json) {
            ObjectNode node = JSON.createObjectNode();
            node.put("endpoint", endpoint.toString()).put("ready", readiness.word());
            ArrayNode reasons = node.putArray("reasons");
            readiness.reasons().forEach(reasons::add);
            terminal.print(JSON.writeValueAsString(node));
        } else {
            terminal.print(endpoint + "  " + readiness.word()
                    + (readiness.reasons().isEmpty() ? "" : ": " + String.join("; ", readiness.reasons())));
        }
    }
}
