package textmill.topology.delivery;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Never commit beyond the oldest record whose ending has not been forwarded. Wraps Kafka's clients and lowers the offsets
 * of every call that commits; all other calls reach the client as they are, also those that a later Kafka adds.
 */
final class CommitRule {
    private final OldestInFlight oldest;
    private final CommitPace pace;
    private final ConcurrentMap<TopicPartition, Long> committed = new ConcurrentHashMap<>();

    CommitRule(OldestInFlight oldest, CommitPace pace) {
        this.oldest = oldest;
        this.pace = pace;
    }

    @SuppressWarnings("unchecked") // the proxy implements the raw interface
    Producer<byte[], byte[]> guard(Producer<byte[], byte[]> producer) {
        return (Producer<byte[], byte[]>)
                proxy(Producer.class, producer, method -> method.getName().startsWith("sendOffsets"));
    }

    /**
     * Guards the main consumer, and lets it leave its group whenever it is closed.
     *
     * <p>Kafka Streams closes the consumer of a thread that died and was replaced with the order to stay in the group
     * ({@code replaceStreamThread} overwrites the wish to leave): its partitions would then rest for
     * {@code session.timeout.ms}.
     *
     * @param staticMember the consumer has a {@code group.instance.id} and stays a member, as that is for
     */
    @SuppressWarnings("unchecked") // the proxy implements the raw interface
    Consumer<byte[], byte[]> guard(Consumer<byte[], byte[]> consumer, boolean staticMember) {
        Object guarded = proxy(
                Consumer.class,
                consumer,
                method -> method.getName().equals("commitSync")
                        || method.getName().equals("commitAsync"));
        if (staticMember) {
            return (Consumer<byte[], byte[]>) guarded;
        }
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                CommitRule.class.getClassLoader(), new Class<?>[] {Consumer.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close") && arguments != null) {
                        letLeave(arguments);
                    }
                    return call(guarded, method, arguments);
                });
    }

    private static void letLeave(@Nullable Object[] arguments) {
        for (Object argument : arguments) {
            if (argument instanceof CloseOptions options) {
                options.withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
            }
        }
    }

    Admin guard(Admin admin) {
        return (Admin) Proxy.newProxyInstance(
                CommitRule.class.getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("deleteRecords")) {
                        arguments[0] = keepUncommitted((Map<?, ?>) arguments[0]);
                    }
                    return call(admin, method, arguments);
                });
    }

    /** The offsets that may be committed now; metadata and leader epoch are kept. */
    Map<TopicPartition, OffsetAndMetadata> allowed(Map<?, ?> offsets) {
        Map<TopicPartition, OffsetAndMetadata> allowed = new HashMap<>();
        offsets.forEach((partition, asked) -> {
            TopicPartition key = (TopicPartition) partition;
            allowed.put(key, lower((OffsetAndMetadata) asked, oldest.limit(key)));
        });
        return allowed;
    }

    private static OffsetAndMetadata lower(OffsetAndMetadata asked, long limit) {
        return asked.offset() <= limit ? asked : new OffsetAndMetadata(limit, asked.leaderEpoch(), asked.metadata());
    }

    /** Kafka Streams deletes what it has consumed from repartition topics; it must not delete what was held back. */
    private Map<TopicPartition, RecordsToDelete> keepUncommitted(Map<?, ?> deletions) {
        Map<TopicPartition, RecordsToDelete> kept = new HashMap<>();
        deletions.forEach((partition, asked) -> {
            TopicPartition key = (TopicPartition) partition;
            RecordsToDelete value = (RecordsToDelete) asked;
            long limit = committed.getOrDefault(key, OldestInFlight.NONE);
            kept.put(key, value.beforeOffset() <= limit ? value : RecordsToDelete.beforeOffset(limit));
        });
        return kept;
    }

    private Object proxy(Class<?> type, Object client, Predicate<Method> commits) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (!commits.test(method)) {
                return call(client, method, arguments);
            }
            Map<TopicPartition, OffsetAndMetadata> lowered = lowerOffsets(method, arguments);
            Object result = call(client, method, arguments);
            lowered.forEach((partition, offset) -> committed.put(partition, offset.offset()));
            pace.committed();
            return result;
        };
        return Proxy.newProxyInstance(CommitRule.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private Map<TopicPartition, OffsetAndMetadata> lowerOffsets(
            Method method, @Nullable Object @Nullable [] arguments) {
        for (int i = 0; arguments != null && i < arguments.length; i++) {
            if (arguments[i] instanceof Map<?, ?> offsets) {
                Map<TopicPartition, OffsetAndMetadata> lowered = allowed(offsets);
                arguments[i] = lowered;
                return lowered;
            }
        }
        throw new IllegalStateException("Kafka Streams called " + method.getName()
                + " without offsets: it would commit past texts that are still being computed. This version of Kafka"
                + " Streams does not work with the commit rule.");
    }

    private static @Nullable Object call(Object client, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(client, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
