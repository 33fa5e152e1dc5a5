package textmill.topology.start;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import textmill.topology.config.ConfigException;

/**
 * What the application's principal may do. Topics are asked about; for the group and the transactional ids, of which
 * nothing can be said before they exist, something harmless is tried that needs the same right: to remove a member that
 * there is not, to fence a producer that there is not, to have it looked at whether a topic could be made. Whether a topic
 * that there is not may be read and written cannot be known, unless nobody looks at rights at all.
 */
public final class Rights {
    /** No member and no producer has it; the prefix is that of all of the application's transactional ids. */
    private static final String NOBODY = "start-check";

    private static final Pattern USER = Pattern.compile("\\busername\\s*=\\s*\"?([^\"\\s;]+)");

    private final Admin admin;
    private final Duration timeout;
    private final Properties kafka;
    private final String principal;
    private @Nullable Boolean anythingGoes;

    /** What is known of a right. */
    public enum Answer {
        /** It is there. */
        ALLOWED,
        /** It is missing. */
        DENIED,
        /** It cannot be asked about. */
        UNKNOWN
    }

    /**
     * @param admin not closed here
     * @param timeout longest wait for each answer
     * @param kafka the application's properties, for the name of the principal
     */
    public Rights(Admin admin, Duration timeout, Properties kafka) {
        this.admin = admin;
        this.timeout = timeout;
        this.kafka = kafka;
        this.principal = user(kafka).map(user -> "User:" + user).orElse("this client's principal");
    }

    /** The name with which an application logs in, as far as its own settings say it. */
    public static Optional<String> user(Properties kafka) {
        String login = kafka.getProperty(SaslConfigs.SASL_JAAS_CONFIG, "");
        Matcher user = USER.matcher(login);
        return user.find() ? Optional.of(user.group(1)) : Optional.empty();
    }

    /**
     * Fails unless all is allowed.
     *
     * @throws ConfigException a line for each right that is missing
     * @throws org.apache.kafka.common.errors.TimeoutException if no broker answers
     */
    public void check(List<NeededRight> needed) {
        List<String> missing = examine(needed).entrySet().stream()
                .filter(right -> right.getValue() == Answer.DENIED)
                .map(right -> missing(right.getKey()))
                .toList();
        if (!missing.isEmpty()) {
            throw new ConfigException(missing);
        }
    }

    /**
     * What is known of each right.
     *
     * @param needed rights of one application
     * @throws ConfigException if the brokers refuse the login
     * @throws org.apache.kafka.common.errors.TimeoutException if no broker answers
     */
    public Map<NeededRight, Answer> examine(List<NeededRight> needed) {
        List<String> names = needed.stream()
                .filter(right -> right.type() == ResourceType.TOPIC)
                .map(NeededRight::name)
                .distinct()
                .toList();
        Map<String, KafkaFuture<TopicDescription>> topics = admin.describeTopics(
                        names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        // All are asked before the first answer is waited for.
        Map<NeededRight, Supplier<Answer>> asked = new LinkedHashMap<>();
        for (NeededRight right : needed) {
            asked.put(
                    right,
                    switch (right.type()) {
                        case TOPIC -> topic(right, Objects.requireNonNull(topics.get(right.name())));
                        case GROUP -> answer(removal(right.name()));
                        default -> answer(fencing(right.name()));
                    });
        }
        Map<NeededRight, Answer> rights = new LinkedHashMap<>();
        asked.forEach((right, answer) -> rights.put(right, answer.get()));
        return rights;
    }

    private KafkaFuture<Void> removal(String group) {
        return admin.removeMembersFromConsumerGroup(
                        group,
                        new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove(group + "-" + NOBODY))))
                .all();
    }

    private KafkaFuture<Void> fencing(String prefix) {
        return admin.fenceProducers(List.of(prefix + NOBODY)).all();
    }

    private Supplier<Answer> topic(NeededRight right, KafkaFuture<TopicDescription> topic) {
        return switch (right.operation()) {
            // Who may create every topic has no right to create this one; and what is there need not be created.
            case CREATE ->
                () -> isThere(topic)
                        ? Answer.ALLOWED
                        : answer(creation(right.name())).get();
            // Who may read the settings need not be allowed to describe the topic.
            case DESCRIBE_CONFIGS -> answer(settings(right.name()));
            default -> () -> described(topic, right.operation());
        };
    }

    /** To read and to write each imply to describe; but of a topic that does not exist nothing else is said. */
    private Answer described(KafkaFuture<TopicDescription> answer, AclOperation needed) {
        try {
            Set<AclOperation> allowed = await(answer).authorizedOperations();
            return allowed == null || allowed.contains(needed) ? Answer.ALLOWED : Answer.DENIED;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return Answer.DENIED;
            }
            return e.getCause() instanceof UnknownTopicOrPartitionException && !anythingGoes()
                    ? Answer.UNKNOWN
                    : Answer.ALLOWED;
        }
    }

    /** Whether the brokers look at no rights: then whoever asks is told that there are none to be listed. */
    private boolean anythingGoes() {
        Boolean known = anythingGoes;
        if (known == null) {
            try {
                await(admin.describeAcls(AclBindingFilter.ANY).values());
                known = false;
            } catch (ExecutionException e) {
                known = e.getCause() instanceof SecurityDisabledException;
            }
            anythingGoes = known;
        }
        return known;
    }

    private boolean isThere(KafkaFuture<TopicDescription> answer) {
        try {
            await(answer);
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    private KafkaFuture<Void> creation(String topic) {
        return admin.createTopics(
                        List.of(new NewTopic(topic, Optional.empty(), Optional.empty())),
                        new CreateTopicsOptions().validateOnly(true))
                .all();
    }

    private KafkaFuture<?> settings(String topic) {
        return admin.describeConfigs(List.of(new ConfigResource(ConfigResource.Type.TOPIC, topic)))
                .all();
    }

    private Supplier<Answer> answer(KafkaFuture<?> trial) {
        return () -> {
            try {
                await(trial);
                return Answer.ALLOWED;
            } catch (ExecutionException e) {
                // Whatever else the brokers say to a name that there is not: they did not say that it is forbidden.
                return e.getCause() instanceof AuthorizationException ? Answer.DENIED : Answer.ALLOWED;
            }
        };
    }

    private <T> T await(KafkaFuture<T> answer) throws ExecutionException {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException late) {
                throw late;
            } else if (e.getCause() instanceof AuthenticationException refused) {
                throw new ConfigException(List.of(BrokerRefusal.line(kafka, refused)));
            }
            throw e;
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer within " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConfigException(List.of("The start was interrupted."));
        }
    }

    /** What is missing, and the command that grants it, without a stop behind it: it is there to be copied. */
    public String missing(NeededRight right) {
        return "No right to " + right.operation() + " " + right.resource() + " for " + principal
                + ": allow it, for example by " + command(kafka) + " " + right.arguments();
    }

    /** The beginning of the command that grants a right; whose brokers want a login, an administrator has one too. */
    private static String command(Properties kafka) {
        boolean open = kafka.getProperty("security.protocol", "PLAINTEXT").equals("PLAINTEXT");
        return "kafka-acls.sh --bootstrap-server " + kafka.getProperty("bootstrap.servers")
                + (open ? "" : " --command-config admin.properties") + " --add --allow-principal "
                + user(kafka).map(user -> "User:" + user).orElse("User:NAME");
    }
}
