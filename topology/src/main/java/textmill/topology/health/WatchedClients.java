package textmill.topology.health;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the clients of Kafka Streams from inside the commit rule: which call each stands in, how far the consumers have
 * read. Changes no call. Dynamic proxies for the reason given in decision 1: a method that a later Kafka adds reaches the
 * client.
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

    private final KafkaClientSupplier clients;
    private final Calls calls;
    private final ReadPositions positions;
    private final Map<Producer<byte[], byte[]>, String> producers = new ConcurrentHashMap<>();
    private final AtomicLong committedMs = new AtomicLong();

    WatchedClients(KafkaClientSupplier clients, Calls calls, ReadPositions positions) {
        this.clients = clients;
        this.calls = calls;
        this.positions = positions;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return clients.getAdmin(config);
    }

    @Override
    @SuppressWarnings("unchecked") // the proxy implements the raw interface
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        Producer<byte[], byte[]> producer = clients.getProducer(config);
        producers.put(producer, String.valueOf(config.get(ProducerConfig.CLIENT_ID_CONFIG)));
        return (Producer<byte[], byte[]>) watch(Producer.class, producer, (method, result) -> {
            if (method.equals("close")) {
                producers.remove(producer);
            } else if (method.equals("commitTransaction")) {
                committed();
            }
        });
    }

    @Override
    @SuppressWarnings("unchecked") // the proxy implements the raw interface
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return (Consumer<byte[], byte[]>) watch(Consumer.class, clients.getConsumer(config), (method, result) -> {
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
        producers.keySet().forEach(producer -> producer.close(Duration.ZERO));
    }

    /** The same for one stream thread. A producer that is closed does not let go whoever commits offsets with it. */
    public void abandon(String thread) {
        producers.forEach((producer, client) -> {
            // Kafka Streams names the clients of a thread after it, with a word behind.
            if (client.startsWith(thread + "-")) {
                producer.close(Duration.ZERO);
            }
        });
        calls.interrupt(thread);
    }

    private interface Observer {
        void returned(String method, @Nullable Object result);
    }

    private Object watch(Class<?> type, Object client, Observer observer) {
        Calls.Slot slot = calls.open();
        Map<String, String> names = WAITING.stream()
                .collect(Collectors.toUnmodifiableMap(name -> name, name -> type.getSimpleName() + "." + name));
        return Proxy.newProxyInstance(
                WatchedClients.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    String name = method.getName();
                    String known = names.get(name);
                    if (known == null) {
                        return call(client, method, arguments);
                    }
                    Calls.@Nullable Standing outer = slot.enter(known);
                    try {
                        Object result = call(client, method, arguments);
                        observer.returned(name, result);
                        return result;
                    } finally {
                        slot.leave(outer);
                        if (name.equals("close")) {
                            slot.close();
                        }
                    }
                });
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
