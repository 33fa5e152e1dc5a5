package textmill.cli.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.resource.ResourceType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import textmill.cli.config.ConfigSource;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Terminal;
import textmill.topology.Preflight;
import textmill.topology.config.KafkaKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.start.BriefAdmin;
import textmill.topology.start.NeededRight;
import textmill.topology.start.Rights;

/** {@code textmill acls}: what grants the rights that a configuration needs, and no others, or grants them. */
@Command(
        name = "acls",
        header = "Print the commands that grant the rights a configuration needs, or grant them.",
        description =
                "Print the commands that grant the rights which a configuration needs, and no others. With --create"
                        + " grant those that are not there. 'run --check' says which are.",
        sortOptions = false,
        footer = {
            "  textmill acls --config textmill.properties",
            "  textmill acls --create -c mill.properties --command-config admin.properties",
            "  textmill acls --for clients --principal User:ann --config textmill.properties",
            "  textmill acls --config textmill.properties --format strimzi"
        })
public final class AclsCommand implements Callable<Integer> {
    private static final String NOBODY = "User:NAME";

    /** Who does something with topics. */
    enum Side {
        /** Textmill, as the configuration says. */
        APPLICATION,
        /** People with {@code produce} and {@code tail}. */
        CLIENTS;

        /** As it is given on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Mixin
    private final ConfigSource source = new ConfigSource();

    @Option(names = "--create", description = "Grant what is not there, and print what was done.")
    private boolean create;

    @Option(
            names = "--for",
            paramLabel = "SIDE",
            defaultValue = "application",
            description = "application: what 'run' needs. clients: what somebody needs who writes texts with 'produce'"
                    + " and reads everything with 'tail' (default: ${DEFAULT-VALUE}).")
    private Side side = Side.APPLICATION;

    @Option(
            names = "--principal",
            paramLabel = "USER",
            defaultValue = "",
            description = "Who gets them, for example User:textmill. Not given: the application's user name in"
                    + " kafka.sasl.jaas.config.")
    private String principal = "";

    @Mixin
    private final ManifestOptions manifest = new ManifestOptions();

    private final Terminal terminal;

    /** A command that prints to a terminal. */
    public AclsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        manifest.check(create);
        if (!principal.isEmpty() && !principal.matches("\\w+:.+")) {
            throw CliException.usage("--principal: expected TYPE:NAME, for example User:textmill, found " + principal);
        }
        TextmillConfig config = create ? manifest.configuration(source) : source.outline();
        String who = principal(config);
        Set<NeededRight> rights = rights(config);
        if (create) {
            grant(config, who, rights);
        } else {
            print(config, who, rights);
        }
        return ExitCode.OK;
    }

    private void grant(TextmillConfig config, String who, Collection<NeededRight> rights)
            throws IOException, InterruptedException {
        if (who.equals(NOBODY)) {
            throw CliException.usage(
                    "--principal: expected who gets the rights, for example User:textmill" + andNobodyIsNamed());
        }
        try (Admin admin = new BriefAdmin(manifest.admin(config))) {
            if (!new AclMaker(admin, who, terminal::print).make(rights)) {
                terminal.note("textmill acls: these brokers look at no rights (authorizer.class.name is not set"
                        + " there): everybody may do everything, and nothing was granted");
            }
        }
    }

    private String andNobodyIsNamed() {
        return side == Side.CLIENTS ? "" : "; the configuration names no user";
    }

    private String principal(TextmillConfig config) {
        if (!principal.isEmpty()) {
            return principal;
        } else if (side == Side.CLIENTS) {
            return NOBODY;
        }
        return Rights.user(config.kafka()).map(user -> "User:" + user).orElse(NOBODY);
    }

    /** What is needed, and to read the topics' settings, by which results are checked before they are sent. */
    private Set<NeededRight> rights(TextmillConfig config) {
        if (side == Side.CLIENTS) {
            return new LinkedHashSet<>(Preflight.clientRights(config));
        }
        Set<NeededRight> rights = new LinkedHashSet<>(Preflight.rights(config));
        rights.addAll(Preflight.helpfulRights(config));
        return rights;
    }

    private void print(TextmillConfig config, String who, Collection<NeededRight> rights) {
        if (manifest.format() == Manifest.STRIMZI) {
            terminal.print(user(who, rights));
        } else {
            commands(config, who, rights).forEach(terminal::print);
        }
        if (who.equals(NOBODY)) {
            terminal.note("textmill acls: replace User:NAME, or say --principal User:..." + andNobodyIsNamed());
        }
    }

    /** Each call starts a JVM: one for each operation, which is as few as the tool allows. */
    private List<String> commands(TextmillConfig config, String who, Collection<NeededRight> rights) {
        String tool = manifest.tool("kafka-acls.sh", config.get(KafkaKeys.BOOTSTRAP_SERVERS))
                + " --add --allow-principal " + Manifest.word(who) + " ";
        Map<String, List<String>> calls = new LinkedHashMap<>();
        rights.forEach(right -> calls.computeIfAbsent(right.operationArguments(), unused -> new ArrayList<>())
                .add(right.resourceArguments()));
        return calls.entrySet().stream()
                .map(call -> tool + call.getKey() + " " + String.join(" ", call.getValue()))
                .toList();
    }

    private String user(String who, Collection<NeededRight> rights) {
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
