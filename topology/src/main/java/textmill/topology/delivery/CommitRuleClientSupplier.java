package textmill.topology.delivery;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Gives Kafka Streams its clients, with commits held back to the oldest record in flight. Pass it to the constructor of
 * {@code KafkaStreams} of every application that a {@link Delivery} has added nodes to; without it a crash loses texts.
 */
public final class CommitRuleClientSupplier implements KafkaClientSupplier {
    private final KafkaClientSupplier clients;
    private final CommitRule rule;

    /** Over Kafka's own clients. */
    CommitRuleClientSupplier(OldestInFlight oldest, CommitPace pace) {
        this(oldest, pace, new KafkaClients());
    }

    CommitRuleClientSupplier(OldestInFlight oldest, CommitPace pace, UnaryOperator<KafkaClientSupplier> wrapping) {
        this(oldest, pace, wrapping.apply(new KafkaClients()));
    }

    /** Over clients that another supplier makes. */
    CommitRuleClientSupplier(OldestInFlight oldest, CommitPace pace, KafkaClientSupplier clients) {
        this.clients = clients;
        this.rule = new CommitRule(oldest, pace);
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return rule.guard(clients.getAdmin(config));
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return rule.guard(clients.getProducer(config));
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return rule.guard(clients.getConsumer(config), config.get(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG) != null);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return clients.getRestoreConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return clients.getGlobalConsumer(config);
    }

    /** Kafka's own clients; the class that Kafka Streams uses for this is not public. */
    private static final class KafkaClients implements KafkaClientSupplier {
        @Override
        public Admin getAdmin(Map<String, Object> config) {
            return Admin.create(config);
        }

        @Override
        public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
            return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
            return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
            return getConsumer(config);
        }

        @Override
        public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
            return getConsumer(config);
        }
    }
}
