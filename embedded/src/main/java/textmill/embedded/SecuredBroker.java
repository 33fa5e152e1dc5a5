package textmill.embedded;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A broker with SASL/PLAIN and Kafka's own authorizer, for tests of rights: the user {@value #USER} may do nothing until it
 * is allowed. Thread-safe.
 */
public final class SecuredBroker implements AutoCloseable {
    /** The user whose rights are given and taken. */
    public static final String USER = "alice";

    private static final String ADMINISTRATOR = "admin";
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final String bootstrapServers;
    private final Runnable stop;
    private final Admin admin;

    private SecuredBroker(String bootstrapServers, Runnable stop) {
        this.bootstrapServers = bootstrapServers;
        this.stop = stop;
        Map<String, Object> settings = new HashMap<>(login(ADMINISTRATOR));
        settings.put("bootstrap.servers", bootstrapServers);
        this.admin = Admin.create(settings);
    }

    /** Starts an {@link EmbeddedBroker} with logins. */
    public static SecuredBroker start(EmbeddedBrokerConfig config) {
        EmbeddedBroker broker = EmbeddedBroker.start(secured(config));
        return new SecuredBroker(broker.bootstrapServers(), broker::close);
    }

    /** Starts a {@link BrokerProcess} with logins. */
    public static SecuredBroker startProcess(EmbeddedBrokerConfig config) {
        BrokerProcess broker = BrokerProcess.start(secured(config));
        return new SecuredBroker(broker.bootstrapServers(), broker::close);
    }

    private static EmbeddedBrokerConfig secured(EmbeddedBrokerConfig config) {
        return config.with("listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT")
                .with("sasl.enabled.mechanisms", "PLAIN")
                .with("sasl.mechanism.inter.broker.protocol", "PLAIN")
                .with(
                        "listener.name.plaintext.plain.sasl.jaas.config",
                        LOGIN + " username=\"admin\" password=\"admin-secret\" user_admin=\"admin-secret\""
                                + " user_alice=\"alice-secret\";")
                .with("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                // Between broker and controller there is no login.
                .with("super.users", "User:admin;User:ANONYMOUS");
    }

    /** {@code host:port}, the value for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Settings, by Kafka's names, with which a client is {@value #USER}. Its password is {@code alice-secret}. */
    public Map<String, String> login() {
        return login(USER);
    }

    /** The same for a user who may do everything. */
    public Map<String, String> administrator() {
        return login(ADMINISTRATOR);
    }

    private static Map<String, String> login(String user) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                LOGIN + " username=\"" + user + "\" password=\"" + user + "-secret\";");
    }

    /** A right of {@value #USER}'s, to be {@link #allow allowed}. */
    public static AclBinding right(AclOperation operation, ResourceType type, String name, PatternType pattern) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + USER, "*", operation, AclPermissionType.ALLOW));
    }

    /** Allows something, and waits until the broker has heard of it from the controller. */
    public void allow(List<AclBinding> rights) {
        answer(admin.createAcls(rights).all());
        await(granted -> granted.containsAll(rights));
    }

    /** Takes something away, and waits likewise. */
    public void deny(List<AclBinding> rights) {
        answer(admin.deleteAcls(rights.stream().map(AclBinding::toFilter).toList())
                .all());
        await(granted -> Collections.disjoint(granted, rights));
    }

    private void await(Predicate<Collection<AclBinding>> hoped) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!hoped.test(answer(admin.describeAcls(AclBindingFilter.ANY).values()))) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the broker has not heard of a change of rights within " + LIMIT);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Makes topics with one partition. */
    public void createTopics(String... names) {
        answer(admin.createTopics(Stream.of(names)
                        .map(name -> new NewTopic(name, 1, (short) 1))
                        .toList())
                .all());
    }

    private static <T> T answer(KafkaFuture<T> asked) {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker refuses", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the broker was asked", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
        stop.run();
    }
}
