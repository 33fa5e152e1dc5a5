package textmill.topology.testing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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
import org.awaitility.Awaitility;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;

/** A broker with SASL/PLAIN and Kafka's own authorizer: nothing is allowed to {@code alice} unless a test allows it. */
public final class SecuredBroker implements AutoCloseable {
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    private final EmbeddedBroker broker;
    private final Admin admin;

    private SecuredBroker(EmbeddedBroker broker) {
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

    /** Starts it. */
    public static SecuredBroker start() {
        return new SecuredBroker(EmbeddedBroker.start(EmbeddedBrokerConfig.temporary()
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

    /** An administrator's client. */
    public Admin admin() {
        return admin;
    }

    /** Makes topics with one partition. */
    public void createTopics(String... names) throws Exception {
        admin.createTopics(List.of(names).stream()
                        .map(name -> new NewTopic(name, 1, (short) 1))
                        .toList())
                .all()
                .get();
    }

    /** Allows something, and waits until the broker has heard of it from the controller. */
    public void allow(List<AclBinding> rights) throws Exception {
        admin.createAcls(rights).all().get();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        admin.describeAcls(AclBindingFilter.ANY).values().get().containsAll(rights));
    }

    /** What alice may do. */
    public static AclBinding alice(AclOperation operation, ResourceType type, String name, PatternType pattern) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:alice", "*", operation, AclPermissionType.ALLOW));
    }

    @Override
    public void close() {
        admin.close();
        broker.close();
    }
}
