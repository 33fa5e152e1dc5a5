package textmill.topology.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers, with time-outs short enough to notice that they are away. Used by one thread, but for {@link #ids}. */
final class BrokerProbe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerProbe.class);
    private static final int ANSWER_MS = 5_000;
    private static final int REQUEST_MS = 3_000;
    private static final int CONNECT_MS = 2_000;

    private final HealthSettings settings;
    private final IsolationLevel isolation;
    private final Admin admin;

    BrokerProbe(HealthSettings settings) {
        this.settings = settings;
        StreamsConfig streams = new StreamsConfig(settings.kafka());
        this.isolation =
                streams.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG).equals(StreamsConfig.EXACTLY_ONCE_V2)
                        ? IsolationLevel.READ_COMMITTED
                        : IsolationLevel.READ_UNCOMMITTED;
        Map<String, Object> config = new HashMap<>(streams.getAdminConfigs(settings.group()));
        config.put(AdminClientConfig.CLIENT_ID_CONFIG, settings.group() + "-watch-" + Uuid.randomUuid());
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MS);
        config.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, CONNECT_MS);
        config.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, CONNECT_MS);
        this.admin = Admin.create(config);
    }

    /** No broker gave an answer. */
    static final class NoAnswerException extends Exception {
        private static final long serialVersionUID = 1L;

        NoAnswerException(String message) {
            super(message);
        }
    }

    /** Takes a few milliseconds, or five seconds if nobody answers. */
    Snapshot look() throws NoAnswerException, InterruptedException {
        Map<String, Snapshot.Topic> topics = topics();
        Map<TopicPartition, OffsetSpec> inputs = new HashMap<>();
        for (String input : settings.topics().inputs()) {
            Snapshot.Topic topic = topics.getOrDefault(input, Snapshot.Topic.missing());
            for (int partition = 0; partition < topic.partitions(); partition++) {
                if (!topic.leaderless().contains(partition)) {
                    inputs.put(new TopicPartition(input, partition), OffsetSpec.latest());
                }
            }
        }
        ListOffsetsOptions options = new ListOffsetsOptions(isolation);
        ListOffsetsResult ends = admin.listOffsets(inputs, options);
        inputs.replaceAll((partition, spec) -> OffsetSpec.earliest());
        ListOffsetsResult starts = admin.listOffsets(inputs, options);
        KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> committed =
                admin.listConsumerGroupOffsets(settings.group()).partitionsToOffsetAndMetadata();
        Map<TopicPartition, Snapshot.Log> logs = new HashMap<>();
        for (TopicPartition partition : inputs.keySet()) {
            log(starts.partitionResult(partition), ends.partitionResult(partition))
                    .ifPresent(log -> logs.put(partition, log));
        }
        return withGroup(topics, logs, committed);
    }

    /** Empty if the topic goes, its leader moves or a right is gone: what was said of the topic tells which. */
    private static Optional<Snapshot.Log> log(
            KafkaFuture<ListOffsetsResult.ListOffsetsResultInfo> start,
            KafkaFuture<ListOffsetsResult.ListOffsetsResultInfo> end)
            throws InterruptedException {
        try {
            return Optional.of(new Snapshot.Log(get(start).offset(), get(end).offset()));
        } catch (ExecutionException e) {
            return Optional.empty();
        }
    }

    private Snapshot withGroup(
            Map<String, Snapshot.Topic> topics,
            Map<TopicPartition, Snapshot.Log> logs,
            KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> answer)
            throws InterruptedException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        Optional<String> trouble = Optional.empty();
        try {
            get(answer).forEach((partition, offset) -> {
                if (offset != null) {
                    committed.put(partition, offset.offset());
                }
            });
        } catch (ExecutionException e) {
            Throwable cause = cause(e);
            if (!(cause instanceof GroupIdNotFoundException)) {
                trouble = Optional.of("the brokers tell no offsets of group " + settings.group() + ": " + said(cause));
            }
        }
        return new Snapshot(topics, logs, committed, trouble);
    }

    private Map<String, Snapshot.Topic> topics() throws NoAnswerException, InterruptedException {
        Set<String> names = new HashSet<>(settings.topics().inputs());
        names.addAll(settings.topics().outputs());
        Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                        names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        Map<String, Snapshot.Topic> topics = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> answer : answers.entrySet()) {
            topics.put(answer.getKey(), topic(answer.getValue()));
        }
        return topics;
    }

    private static Snapshot.Topic topic(KafkaFuture<TopicDescription> answer)
            throws NoAnswerException, InterruptedException {
        try {
            TopicDescription topic = get(answer);
            List<Integer> leaderless = new ArrayList<>();
            topic.partitions().forEach(partition -> {
                if (partition.leader() == null || partition.leader().isEmpty()) {
                    leaderless.add(partition.partition());
                }
            });
            return new Snapshot.Topic(
                    Optional.of(topic.topicId().toString()),
                    Optional.empty(),
                    leaderless,
                    topic.partitions().size(),
                    topic.authorizedOperations() == null ? Set.of() : topic.authorizedOperations());
        } catch (ExecutionException e) {
            Throwable cause = cause(e);
            if (cause instanceof UnknownTopicOrPartitionException) {
                return Snapshot.Topic.missing();
            } else if (cause instanceof AuthorizationException) {
                return Snapshot.Topic.refused(said(cause));
            } else if (cause instanceof AuthenticationException) {
                throw new NoAnswerException("the brokers refuse this login (" + said(cause) + ")");
            }
            throw new NoAnswerException("no broker answers"
                    + (cause instanceof org.apache.kafka.common.errors.TimeoutException
                            ? ""
                            : " (" + said(cause) + ")"));
        }
    }

    /**
     * The ids of topics by name: empty for one that is gone; those of which nobody tells anything are missing. Takes five
     * seconds if nobody answers. Thread-safe.
     */
    Map<String, Optional<String>> ids(Set<String> topics) throws InterruptedException {
        Map<String, Optional<String>> ids = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> answer :
                admin.describeTopics(topics).topicNameValues().entrySet()) {
            try {
                ids.put(
                        answer.getKey(),
                        Optional.of(get(answer.getValue()).topicId().toString()));
            } catch (ExecutionException e) {
                if (cause(e) instanceof UnknownTopicOrPartitionException) {
                    ids.put(answer.getKey(), Optional.empty());
                } else {
                    LOG.debug("No id of topic {}", answer.getKey(), e);
                }
            }
        }
        return ids;
    }

    private static <T> T get(KafkaFuture<T> answer) throws ExecutionException, InterruptedException {
        try {
            // The client ends every question itself; twice its time-out is never reached.
            return answer.get(2 * ANSWER_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ExecutionException(new KafkaException("no answer within " + 2 * ANSWER_MS + " ms", e));
        }
    }

    private static Throwable cause(ExecutionException e) {
        return e.getCause() == null ? e : e.getCause();
    }

    private static String said(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
