package textmill.topology.health;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the clients of Kafka Streams from inside the commit rule: which call each stands in, how far the consumers have
 * read. Changes no call, but refuses commits that would be of another topic than what was read. Dynamic proxies for the
 * reason given in decision 1: a method that a later Kafka adds reaches the client.
 */
public final class WatchedClients implements KafkaClientSupplier {
    /** Calls that wait for a broker. */
    private static final Set<String> WAITING = Set.of(
            "poll",
            "committed",
            "commitSync",
            "send",
            "flush",
            "initTransactions",
            "sendOffsetsToTransaction",
            "commitTransaction",
            "abortTransaction",
            "close");
    /** Those of them after which something is committed, or may be. */
    private static final Set<String> COMMITTING = Set.of("commitSync", "sendOffsetsToTransaction", "commitTransaction");
    /** Less than a client pauses before it asks again for a topic that it did not find. */
    private static final long SLOW_NANOS = Duration.ofMillis(50).toNanos();

    private final KafkaClientSupplier clients;
    private final Calls calls;
    private final ReadPositions positions;
    private final Topics topics;
    private final Set<Client> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong committedMs = new AtomicLong();

    /** @param topics which topics are read */
    WatchedClients(KafkaClientSupplier clients, Calls calls, ReadPositions positions, Topics topics) {
        this.clients = clients;
        this.calls = calls;
        this.positions = positions;
        this.topics = topics;
    }

    /** The topics that are read: their ids by name. Thread-safe. */
    interface Topics {
        /** As they were at the last look; those that were gone are missing. */
        Map<String, String> known();

        /** As they are now; those that do not answer are missing. */
        Map<String, String> ask(Set<String> names) throws InterruptedException;
    }

    /** One client that is not closed. */
    private static final class Client {
        private final Object client;
        private final Runnable end;
        private final String id;
        private volatile boolean abandoned;
        /** The stream thread whose client this is, once it has used it. */
        private volatile @Nullable Thread thread;
        /** Ids of the topics when the thread began with them. */
        private volatile Map<String, String> topics = Map.of();

        /** @param end has it give up what it waits for */
        Client(Object client, Runnable end, Map<String, Object> config) {
            this.client = client;
            this.end = end;
            this.id = String.valueOf(config.get(CommonClientConfigs.CLIENT_ID_CONFIG));
        }

        /** Kafka Streams names the clients of a thread after it, with a word behind. */
        boolean isOf(String thread) {
            return id.startsWith(thread + "-");
        }

        void usedBy(Thread caller) {
            if (thread == null && isOf(caller.getName())) {
                thread = caller;
            }
        }

        /** Not by its name, which threads of another application of this process may have too. */
        void abandon() {
            abandoned = true;
            end.run();
            Thread user = thread;
            if (user != null) {
                user.interrupt();
            }
        }
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return clients.getAdmin(config);
    }

    @Override
    @SuppressWarnings("unchecked") // the proxy implements the raw interface
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        Producer<byte[], byte[]> producer = clients.getProducer(config);
        Client client = new Client(producer, () -> producer.close(Duration.ZERO), config);
        return (Producer<byte[], byte[]>) watch(Producer.class, client, (method, result) -> {
            if (method.equals("commitTransaction")) {
                committed();
            }
        });
    }

    @Override
    @SuppressWarnings("unchecked") // the proxy implements the raw interface
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        Client client = new Client(clients.getConsumer(config), () -> {}, config);
        return (Consumer<byte[], byte[]>) watch(Consumer.class, client, (method, result) -> {
            if (method.equals("poll") && result instanceof ConsumerRecords<?, ?> records) {
                positions.polled(records);
            } else if (method.equals("committed") && result instanceof Map<?, ?> offsets) {
                positions.resumed(offsets);
            } else if (method.equals("commitSync")) {
                committed();
            }
        });
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return clients.getRestoreConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return clients.getGlobalConsumer(config);
    }

    private void committed() {
        committedMs.set(System.currentTimeMillis());
    }

    /** When the last commit came back, milliseconds since 1970; 0 if there was none. */
    long lastCommitMs() {
        return committedMs.get();
    }

    /** Ends whatever a thread waits for in a producer: its call fails, and nothing is committed. For a stop that is late. */
    public void abandon() {
        open.forEach(client -> client.end.run());
    }

    /**
     * The same for one stream thread, which commits nothing more. Clients that a later thread of the same name gets are others.
     * A producer that is closed does not let go whoever commits offsets with it, and under {@code group.protocol=streams} the consumer
     * is not ours: so the thread itself is interrupted too, in whatever it waits for.
     */
    public void abandon(String thread) {
        open.stream().filter(client -> client.isOf(thread)).forEach(Client::abandon);
    }

    private interface Observer {
        void returned(String method, @Nullable Object result);
    }

    private Object watch(Class<?> type, Client client, Observer observer) {
        open.add(client);
        Calls.Slot slot = calls.open();
        Map<String, String> names = WAITING.stream()
                .collect(Collectors.toUnmodifiableMap(name -> name, name -> type.getSimpleName() + "." + name));
        return Proxy.newProxyInstance(
                WatchedClients.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    client.usedBy(Thread.currentThread());
                    String name = method.getName();
                    String known = names.get(name);
                    if (known == null) {
                        return call(client.client, method, arguments);
                    }
                    Calls.@Nullable Standing outer = slot.enter(known);
                    try {
                        Object result = guarded(client, method, arguments);
                        observer.returned(name, result);
                        return result;
                    } finally {
                        slot.leave(outer);
                        if (name.equals("close")) {
                            slot.close();
                            open.remove(client);
                        }
                    }
                });
    }

    private @Nullable Object guarded(Client client, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        if (client.abandoned && COMMITTING.contains(name)) {
            throw new KafkaException("this stream thread was replaced and commits nothing more");
        }
        if (name.equals("initTransactions")) {
            client.topics = topics.known();
        }
        long began = calls.now();
        Object result = call(client.client, method, arguments);
        if (name.equals("sendOffsetsToTransaction") && calls.now() - began > SLOW_NANOS) {
            verify(client, arguments);
        }
        return result;
    }

    /**
     * Offsets that wait for a topic that is gone are taken as soon as there is another one of its name. They become a commit only
     * with the transaction, so it is not too late to refuse.
     */
    private void verify(Client client, @Nullable Object @Nullable [] arguments) {
        Set<String> names = new HashSet<>();
        if (arguments != null && arguments.length > 0 && arguments[0] instanceof Map<?, ?> offsets) {
            offsets.keySet().forEach(partition -> names.add(((TopicPartition) partition).topic()));
        }
        names.retainAll(client.topics.keySet());
        try {
            topics.ask(names).forEach((name, id) -> {
                if (!id.equals(client.topics.get(name))) {
                    throw new KafkaException("topic " + name
                            + " was deleted and made anew: offsets of the old one are not" + " committed for it");
                }
            });
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
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
