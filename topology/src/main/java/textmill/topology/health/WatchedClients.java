package textmill.topology.health;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
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
import org.apache.kafka.streams.KafkaClientSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the clients of Kafka Streams from inside the commit rule: which call each stands in, how far the consumers have
 * read. Changes no call, but refuses commits that would be of another topic than what was read. Dynamic proxies for the
 * reason given in decision 1: a method that a later Kafka adds reaches the client.
 */
public final class WatchedClients implements KafkaClientSupplier {
    private static final String SEND_OFFSETS = "sendOffsetsToTransaction";
    /** Calls that wait for a broker. */
    private static final Set<String> WAITING = Set.of(
            "poll",
            "committed",
            "commitSync",
            "send",
            "flush",
            "initTransactions",
            SEND_OFFSETS,
            "commitTransaction",
            "abortTransaction",
            "close");
    /** Those of them after which something is committed, or may be. */
    private static final Set<String> COMMITTING = Set.of("commitSync", SEND_OFFSETS, "commitTransaction");

    private final KafkaClientSupplier clients;
    private final Calls calls;
    private final ReadPositions positions;
    private final Topics topics;
    private final LateOffsets late;
    private final Set<Client> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong committedMs = new AtomicLong();

    /** @param topics which topics are read */
    WatchedClients(KafkaClientSupplier clients, Calls calls, ReadPositions positions, Topics topics) {
        this.clients = clients;
        this.calls = calls;
        this.positions = positions;
        this.topics = topics;
        this.late = new LateOffsets(topics, calls::now);
    }

    /** The topics that are read: their ids by name. Thread-safe. */
    interface Topics {
        /** As they were at the last look; those that were gone are missing. */
        Map<String, String> known();

        /** As they are now: empty for one that is gone; those of which nobody tells anything are missing. */
        Map<String, Optional<String>> ask(Set<String> names) throws InterruptedException;
    }

    /** One client that is not closed. */
    private static final class Client {
        private final Object client;
        private final Runnable end;
        private final String id;
        private final LateOffsets.Patience patience;
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
            this.patience = LateOffsets.Patience.of(config);
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

        /** Those of which nothing was known when it began: the brokers had not answered yet. */
        void learn(Set<String> names, Topics known) {
            if (!topics.keySet().containsAll(names)) {
                Map<String, String> more = new HashMap<>(known.known());
                more.putAll(topics);
                topics = more;
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
        if (!name.equals(SEND_OFFSETS)) {
            return call(client.client, method, arguments);
        }
        Set<String> names = topicsOf(arguments);
        client.learn(names, topics);
        long began = calls.now();
        Object result = call(client.client, method, arguments);
        late.check(client.topics, names, client.patience, began);
        return result;
    }

    private static Set<String> topicsOf(@Nullable Object @Nullable [] arguments) {
        Set<String> names = new HashSet<>();
        if (arguments != null && arguments.length > 0 && arguments[0] instanceof Map<?, ?> offsets) {
            offsets.keySet().forEach(partition -> names.add(((TopicPartition) partition).topic()));
        }
        return names;
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
