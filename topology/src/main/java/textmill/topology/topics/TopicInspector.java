package textmill.topology.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.topology.config.ConfigException;

/** Asks the brokers about topics: before anything is started, and again later. */
public final class TopicInspector {
    private static final Logger LOG = LoggerFactory.getLogger(TopicInspector.class);

    private final Admin admin;
    private final int maxRequestBytes;
    private final long timeoutMs;

    /**
     * @param admin not closed here
     * @param maxRequestBytes the producer's {@code max.request.size}
     * @param timeout how long to wait for the brokers
     */
    public TopicInspector(Admin admin, int maxRequestBytes, Duration timeout) {
        this.admin = admin;
        this.maxRequestBytes = maxRequestBytes;
        this.timeoutMs = timeout.toMillis();
    }

    /**
     * The facts about topics.
     *
     * @throws ConfigException naming every topic that does not exist
     * @throws org.apache.kafka.common.errors.TimeoutException if the brokers do not answer
     */
    public Map<String, TopicFacts> inspect(Collection<String> topics) {
        Map<String, TopicDescription> descriptions = describe(topics);
        Map<String, TopicFacts> facts = new HashMap<>();
        configs(topics).forEach((resource, config) -> {
            TopicDescription description = descriptions.get(resource.name());
            int partitions = description == null ? 0 : description.partitions().size();
            facts.put(resource.name(), facts(resource.name(), partitions, config));
        });
        return facts;
    }

    /**
     * The facts as they are now. Of a topic that is gone, may not be seen or does not answer there are none: what was known
     * before is better than nothing.
     *
     * @throws org.apache.kafka.common.errors.TimeoutException if the brokers do not answer
     */
    public Map<String, TopicFacts> inspectAgain(Collection<String> topics) {
        Map<String, KafkaFuture<TopicDescription>> descriptions =
                admin.describeTopics(topics).topicNameValues();
        Map<String, TopicFacts> facts = new HashMap<>();
        configs(topics).forEach((resource, config) -> {
            String topic = resource.name();
            KafkaFuture<TopicDescription> description = descriptions.get(topic);
            try {
                if (description != null) {
                    facts.put(topic, facts(await(description).partitions().size(), await(config)));
                }
            } catch (ExecutionException e) {
                LOG.debug("Nothing new is known of topic {}", topic, e);
            }
        });
        return facts;
    }

    private Map<ConfigResource, KafkaFuture<Config>> configs(Collection<String> topics) {
        return admin.describeConfigs(topics.stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                        .toList())
                .values();
    }

    /** Those that this login may not even see; of them nothing can be said but that rights are missing. */
    public Set<String> hidden(Collection<String> topics) {
        Set<String> hidden = new TreeSet<>();
        admin.describeTopics(topics).topicNameValues().forEach((topic, future) -> {
            try {
                await(future);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AuthorizationException) {
                    hidden.add(topic);
                }
            }
        });
        return hidden;
    }

    private Map<String, TopicDescription> describe(Collection<String> topics) {
        Map<String, TopicDescription> descriptions = new HashMap<>();
        List<String> problems = new ArrayList<>();
        admin.describeTopics(topics).topicNameValues().forEach((topic, future) -> {
            try {
                descriptions.put(topic, await(future));
            } catch (ExecutionException e) {
                problems.add(
                        e.getCause() instanceof UnknownTopicOrPartitionException
                                ? "Topic " + topic + " does not exist: create it, or correct its name."
                                : "Topic " + topic + " cannot be described: " + reason(e.getCause()));
            }
        });
        if (!problems.isEmpty()) {
            throw new ConfigException(problems.stream().sorted().toList());
        }
        return descriptions;
    }

    private TopicFacts facts(String topic, int partitions, KafkaFuture<Config> future) {
        try {
            return facts(partitions, await(future));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                LOG.warn(
                        "No right to read the configuration of topic {}: results are checked against the producer's"
                                + " max.request.size only. Allow DescribeConfigs on it.",
                        topic);
                return new TopicFacts(partitions, maxRequestBytes, false, Long.MAX_VALUE, Long.MAX_VALUE);
            }
            throw new ConfigException(
                    List.of("The configuration of topic " + topic + " cannot be read: " + reason(e.getCause())));
        }
    }

    private TopicFacts facts(int partitions, Config config) {
        boolean appendTime =
                text(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).equals("LogAppendTime");
        String cleanup = text(config, TopicConfig.CLEANUP_POLICY_CONFIG);
        return new TopicFacts(
                partitions,
                (int) Math.min(maxRequestBytes, number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG)),
                cleanup.contains(TopicConfig.CLEANUP_POLICY_COMPACT),
                appendTime ? Long.MAX_VALUE : number(config, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG),
                appendTime ? Long.MAX_VALUE : number(config, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG),
                appendTime || !cleanup.contains(TopicConfig.CLEANUP_POLICY_DELETE)
                        ? Long.MAX_VALUE
                        : orEver(number(config, TopicConfig.RETENTION_MS_CONFIG)),
                appendTime);
    }

    private <T> T await(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException timedOut) {
                throw timedOut;
            }
            throw e;
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer within " + timeoutMs + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException(e);
        }
    }

    private static String text(Config config, String name) {
        ConfigEntry entry = config.get(name);
        String value = entry == null ? null : entry.value();
        return value == null ? "" : value;
    }

    private static long number(Config config, String name) {
        String value = text(config, name);
        return value.isEmpty() ? Long.MAX_VALUE : Long.parseLong(value);
    }

    private static long orEver(long retentionMs) {
        return retentionMs < 0 ? Long.MAX_VALUE : retentionMs;
    }

    private static String reason(@Nullable Throwable cause) {
        return cause == null ? "no reason given" : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
