package textmill.topology.start;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import textmill.topology.health.HealthSettings;

/**
 * A right that an application needs.
 *
 * @param operation what it does
 * @param type to what
 * @param name its name, or the beginning of its names
 * @param isPrefix whether it is the beginning
 */
public record NeededRight(AclOperation operation, ResourceType type, String name, boolean isPrefix) {

    /**
     * All of them. To read and to write each imply to describe.
     *
     * @param group name of the group and prefix of the transactional ids
     * @param transactions whether transactions will be used
     */
    public static List<NeededRight> of(HealthSettings.Topics topics, String group, boolean transactions) {
        List<NeededRight> needed = new ArrayList<>();
        new TreeSet<>(topics.inputs())
                .forEach(topic -> needed.add(new NeededRight(AclOperation.READ, ResourceType.TOPIC, topic, false)));
        new TreeSet<>(topics.outputs())
                .forEach(topic -> needed.add(new NeededRight(AclOperation.WRITE, ResourceType.TOPIC, topic, false)));
        needed.add(new NeededRight(AclOperation.READ, ResourceType.GROUP, group, false));
        if (transactions) {
            needed.add(new NeededRight(AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, group + "-", true));
        }
        return List.copyOf(needed);
    }

    /** Those to a topic in which Kafka Streams keeps a store, and which it creates. */
    public static List<NeededRight> ofChangelog(String topic) {
        return Stream.of(AclOperation.CREATE, AclOperation.READ, AclOperation.WRITE)
                .map(operation -> new NeededRight(operation, ResourceType.TOPIC, topic, false))
                .toList();
    }

    /** Those that spare surprises: the settings of topics say what fits into them before it is sent. */
    public static List<NeededRight> helpful(HealthSettings.Topics topics) {
        return Stream.concat(new TreeSet<>(topics.inputs()).stream(), new TreeSet<>(topics.outputs()).stream())
                .distinct()
                .map(topic -> new NeededRight(AclOperation.DESCRIBE_CONFIGS, ResourceType.TOPIC, topic, false))
                .toList();
    }

    /** Those of whoever writes texts and reads everything: not the application's. */
    public static List<NeededRight> ofClients(HealthSettings.Topics topics) {
        return Stream.concat(
                        new TreeSet<>(topics.inputs())
                                .stream()
                                        .map(topic ->
                                                new NeededRight(AclOperation.WRITE, ResourceType.TOPIC, topic, false)),
                        Stream.concat(new TreeSet<>(topics.inputs()).stream(), new TreeSet<>(topics.outputs()).stream())
                                .distinct()
                                .map(topic -> new NeededRight(AclOperation.READ, ResourceType.TOPIC, topic, false)))
                .toList();
    }

    /** What it is about, in words. */
    public String resource() {
        String what = type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return isPrefix ? what + "s that begin with " + name : what + " " + name;
    }

    /** The operation as Kafka's tools spell it: {@code DescribeConfigs}. */
    public String word() {
        return Stream.of(operation.name().split("_", -1))
                .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /** What an administrator grants. */
    public AclBinding binding(String principal) {
        return new AclBinding(
                new ResourcePattern(type, name, isPrefix ? PatternType.PREFIXED : PatternType.LITERAL),
                new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
    }

    /** What {@code kafka-acls} is told of it. */
    public String arguments() {
        return operationArguments() + " " + resourceArguments();
    }

    /** The part that several resources of one call share. */
    public String operationArguments() {
        return "--operation " + word() + (isPrefix ? " --resource-pattern-type prefixed" : "");
    }

    /** The part that one call may have several of. */
    public String resourceArguments() {
        return "--" + type.name().toLowerCase(Locale.ROOT).replace('_', '-') + " " + name;
    }
}
