package textmill.faults.cluster;

import static org.awaitility.Awaitility.await;
import static textmill.faults.cluster.KafkaCluster.ask;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import textmill.embedded.BrokerProcess;
import textmill.embedded.EmbeddedBrokerConfig;

/** A broker with SASL/PLAIN and Kafka's own authorizer: nothing is allowed to alice unless a test allows it. */
public final class SecuredBroker implements AutoCloseable {
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final BrokerProcess broker;
    private final Admin admin;

    private SecuredBroker(BrokerProcess broker) {
        this.broker = broker;
        this.admin = Admin.create(Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                login("admin")));
    }

    /** Starts it over an empty directory. */
    public static SecuredBroker start(Path directory) {
        KafkaCluster.empty(directory);
        return new SecuredBroker(BrokerProcess.start(EmbeddedBrokerConfig.in(directory)
                .with("listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT")
                .with("sasl.enabled.mechanisms", "PLAIN")
                .with("sasl.mechanism.inter.broker.protocol", "PLAIN")
                .with(
                        "listener.name.plaintext.plain.sasl.jaas.config",
                        LOGIN + " username=\"admin\" password=\"admin-secret\" user_admin=\"admin-secret\""
                                + " user_alice=\"alice-secret\";")
                .with("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                // Between broker and controller there is no login.
                .with("super.users", "User:admin;User:ANONYMOUS")));
    }

    private static String login(String user) {
        return LOGIN + " username=\"" + user + "\" password=\"" + user + "-secret\";";
    }

    /** Settings with which an application is alice. */
    public Map<String, String> alice() {
        return Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "kafka.security.protocol",
                "SASL_PLAINTEXT",
                "kafka.sasl.mechanism",
                "PLAIN",
                "kafka.sasl.jaas.config",
                login("alice"));
    }

    /** All that an application needs: to read, to write results, to write dead letters, its group, its transactions. */
    public static List<AclBinding> needed(String name) {
        return List.of(
                allow(AclOperation.READ, ResourceType.TOPIC, name, PatternType.LITERAL),
                allow(AclOperation.WRITE, ResourceType.TOPIC, name + ".embeddings", PatternType.LITERAL),
                allow(AclOperation.WRITE, ResourceType.TOPIC, name + ".dead-letters", PatternType.LITERAL),
                allow(AclOperation.READ, ResourceType.GROUP, name, PatternType.LITERAL),
                allow(AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, name + "-", PatternType.PREFIXED));
    }

    /** Allows something, and waits until the broker has heard of it from the controller. */
    public void allow(List<AclBinding> rights) {
        ask(admin.createAcls(rights).all());
        await("rights").atMost(LIMIT).until(() -> granted().containsAll(rights));
    }

    /** Takes something away, and waits likewise. */
    public void deny(List<AclBinding> rights) {
        ask(admin.deleteAcls(rights.stream().map(AclBinding::toFilter).toList()).all());
        await("no rights").atMost(LIMIT).until(() -> Collections.disjoint(granted(), rights));
    }

    private Collection<AclBinding> granted() {
        return ask(admin.describeAcls(AclBindingFilter.ANY).values());
    }

    private static AclBinding allow(AclOperation operation, ResourceType type, String name, PatternType pattern) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:alice", "*", operation, AclPermissionType.ALLOW));
    }

    /** Makes topics with one partition. */
    public void createTopics(String... names) {
        ask(admin.createTopics(Stream.of(names)
                        .map(name -> new NewTopic(name, 1, (short) 1))
                        .toList())
                .all());
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
        broker.close();
    }
}
