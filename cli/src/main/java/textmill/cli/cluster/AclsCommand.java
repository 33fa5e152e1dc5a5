package textmill.cli.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.common.resource.ResourceType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import textmill.cli.config.ConfigSource;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;
import textmill.topology.Preflight;
import textmill.topology.config.KafkaKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.start.NeededRight;
import textmill.topology.start.Rights;

/** {@code textmill acls}: what grants the rights that a configuration needs, and no others. */
@Command(
        name = "acls",
        header = "Print the commands that grant the rights a configuration needs.",
        description = "Print the commands that grant the rights which a configuration needs, and no others. 'run"
                + " --check' says which are there.",
        sortOptions = false,
        footer = {
            "  textmill acls --config textmill.properties --principal User:mill",
            "  textmill acls --config textmill.properties --format strimzi"
        })
public final class AclsCommand implements Callable<Integer> {
    @Mixin
    private final ConfigSource source = new ConfigSource();

    @Option(
            names = "--principal",
            paramLabel = "USER",
            defaultValue = "",
            description =
                    "Who gets them, for example User:textmill. Not given: the user name in kafka.sasl.jaas.config.")
    private String principal = "";

    @Mixin
    private final ManifestOptions manifest = new ManifestOptions();

    private final Terminal terminal;

    /** A command that prints to a terminal. */
    public AclsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        TextmillConfig config = source.parse();
        String who = principal.isEmpty()
                ? Rights.user(config.kafka()).map(user -> "User:" + user).orElse("User:NAME")
                : principal;
        Set<NeededRight> rights = rights(config);
        if (manifest.format() == Manifest.STRIMZI) {
            terminal.print(user(who, rights));
        } else {
            String tool = manifest.tool("kafka-acls.sh", config.get(KafkaKeys.BOOTSTRAP_SERVERS));
            for (NeededRight right : rights) {
                terminal.print(tool + " --add --allow-principal " + Manifest.word(who) + " " + right.arguments());
            }
        }
        if (who.equals("User:NAME")) {
            terminal.note(
                    "textmill acls: replace User:NAME, or say --principal User:...; the configuration names no user");
        }
        return ExitCode.OK;
    }

    /** What is needed, and to read the topics' settings, by which results are checked before they are sent. */
    private static Set<NeededRight> rights(TextmillConfig config) {
        Set<NeededRight> rights = new LinkedHashSet<>(Preflight.rights(config));
        rights.addAll(Preflight.helpfulRights(config));
        return rights;
    }

    private String user(String who, Set<NeededRight> rights) {
        String name = who.substring(who.indexOf(':') + 1);
        List<String> lines = new ArrayList<>(List.of(
                "---",
                "apiVersion: kafka.strimzi.io/v1",
                "kind: KafkaUser",
                "metadata:",
                "  name: " + Manifest.resourceName(name),
                "  labels:",
                "    strimzi.io/cluster: " + manifest.cluster(),
                "spec:",
                "  authorization:",
                "    type: simple",
                "    acls:"));
        Map<String, List<NeededRight>> byResource = new LinkedHashMap<>();
        rights.forEach(right -> byResource
                .computeIfAbsent(right.resource(), unused -> new ArrayList<>())
                .add(right));
        byResource.values().forEach(of -> acl(of, lines));
        return String.join("\n", lines);
    }

    private static void acl(List<NeededRight> rights, List<String> lines) {
        NeededRight first = rights.get(0);
        String type = first.type() == ResourceType.TRANSACTIONAL_ID
                ? "transactionalId"
                : first.type().name().toLowerCase(Locale.ROOT);
        lines.add("      - resource:");
        lines.add("          type: " + type);
        lines.add("          name: " + Manifest.scalar(first.name()));
        lines.add("          patternType: " + (first.isPrefix() ? "prefix" : "literal"));
        lines.add("        operations:");
        rights.forEach(right -> lines.add("          - " + right.word()));
    }
}
