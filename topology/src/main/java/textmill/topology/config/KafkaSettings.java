package textmill.topology.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import textmill.schema.registry.DidYouMean;
import textmill.topology.store.SmallStores;

/**
 * The settings that go to Kafka: ours, what the user passes through behind {@code kafka.}, and the refusal of what would
 * undo the commit rule.
 */
final class KafkaSettings {
    static final String PREFIX = "kafka.";

    private static final List<String> CLIENT_PREFIXES =
            List.of("main.consumer.", "restore.consumer.", "global.consumer.", "consumer.", "producer.", "admin.");

    /** What must not be passed through, and why. */
    private static final Map<String, String> FORBIDDEN = Map.of(
            "default.client.supplier",
                    "it would replace the clients that keep commits behind the oldest unfinished text",
            "processing.exception.handler",
                    "a handler that continues would lose texts; bad records go to dead.letter.topic",
            "deserialization.exception.handler", "the topology reads bytes; bad records go to dead.letter.topic",
            "default.deserialization.exception.handler",
                    "the topology reads bytes; bad records go to dead.letter.topic",
            "production.exception.handler", "a handler that continues would lose results",
            "default.production.exception.handler", "a handler that continues would lose results",
            "errors.dead.letter.queue.topic.name", "set dead.letter.topic instead",
            "enable.auto.commit", "commits follow the oldest unfinished text",
            "enable.idempotence", "without it results can be repeated or change places",
            "__processing.threads.enabled__", "commits must run on the thread that processes");

    /** By the smaller one a commit is told from one that was asked for twice. */
    private static final Set<String> BACKOFFS =
            Set.of(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG);

    private KafkaSettings() {}

    /** The properties for Kafka Streams but the application's id; adds to {@code problems} what cannot work. */
    static Properties assemble(Settings settings, Map<String, Written> passedThrough, Collection<String> problems) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.POLL_MS_CONFIG, "5");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), linger(settings));
        // Kafka Streams waits for ever under exactly-once: a commit behind a deleted topic would never come back.
        if (!passedThrough.containsKey(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)) {
            properties.put(StreamsConfig.producerPrefix(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG), "60000");
        }
        // The next question on the same connection waits until a request for records has an answer: half a second for
        // each state, one after another, of which nothing is left to read. Only standbys go on reading.
        if (!isGiven(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, passedThrough) && !hasStandbys(passedThrough)) {
            properties.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), "10");
        }
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, "0");
        // Brokers compact closed segments: with their usual gigabyte, a restore would read that much of every
        // partition.
        properties.put(StreamsConfig.topicPrefix(TopicConfig.SEGMENT_BYTES_CONFIG), "67108864");
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallStores.class.getName());
        // Without it Kafka Streams warns at every start; there is no global thread here.
        properties.put("processing.exception.handler.global.enabled", "true");
        passedThrough.forEach((name, setting) -> {
            List<String> found = new ArrayList<>();
            checkPassedThrough(name, setting, found);
            problems.addAll(found);
            // What is refused here Kafka need not refuse once more; and what it takes it logs.
            if (found.isEmpty() && setting.isKnown()) {
                properties.put(name, setting.value());
            }
        });
        KafkaKeys.SECTION.keys().forEach(key -> put(key, settings, properties));
        // The usual one is asked for by whoever forwards.
        settings.find(KafkaKeys.COMMIT_INTERVAL)
                .ifPresent(usual -> properties.put(
                        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                        KafkaKeys.COMMIT_INTERVAL.rule().write(KafkaKeys.longestCommitInterval(usual))));
        return properties;
    }

    /** Whether a user sets something for all consumers. */
    private static boolean isGiven(String name, Map<String, Written> passedThrough) {
        return passedThrough.containsKey(name) || passedThrough.containsKey(StreamsConfig.consumerPrefix(name));
    }

    private static boolean hasStandbys(Map<String, Written> passedThrough) {
        Written replicas = passedThrough.get(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG);
        return replicas != null && !isZero(replicas.value().strip());
    }

    /** Nobody reads a result before its commit, which sends what waits: under exactly-once, requests may be few and full. */
    private static String linger(Settings settings) {
        boolean exactlyOnce = settings.find(KafkaKeys.PROCESSING_GUARANTEE)
                .filter(KafkaKeys.Guarantee.EXACTLY_ONCE_V2::equals)
                .isPresent();
        return exactlyOnce ? "100" : "5";
    }

    private static <T> void put(Key<T> key, Settings settings, Properties properties) {
        settings.find(key)
                .ifPresent(value -> properties.put(key.keyName(), key.rule().write(value)));
    }

    /** Settings of a client of the command line, where Kafka's own tools have them. */
    static void checkForClient(String name, Written setting, Collection<String> problems) {
        if (isRefusedLogin(name, setting, problems)
                || knownToKafka().contains(name)
                || SerdeSettings.nameFor(name).isPresent()) {
            return;
        }
        if (name.startsWith(PREFIX)) {
            // Kafka would take no notice of it, and speak plain text to a port of TLS, for example.
            problems.add(setting.named() + ": a file for clients holds Kafka's own keys, write "
                    + name.substring(PREFIX.length()) + ".");
            return;
        }
        nearMiss(name)
                .ifPresent(meant ->
                        problems.add("Unknown Kafka setting " + setting.named() + ": did you mean " + meant + "?"));
    }

    /** Logins that Kafka would log, or of which it would quote a piece when it cannot read them. */
    private static boolean isRefusedLogin(String bare, Written setting, Collection<String> problems) {
        if (namesUser(bare, setting)) {
            problems.add(setting.named() + " holds a user or a password, which Kafka would log: expected an address"
                    + " without them. Set sasl.oauthbearer.client.credentials.client.id and .client.secret instead.");
            return true;
        }
        if (bare.equals(SaslConfigs.SASL_JAAS_CONFIG)
                && setting.isKnown()
                && !isReadableJaas(setting.value().strip())) {
            problems.add(setting.named() + " cannot be read: expected CLASS required username=\"...\" password=\"...\";"
                    + " with the semicolon at its end.");
            return true;
        }
        return false;
    }

    private static boolean namesUser(String name, Written setting) {
        return name.endsWith(".url") && Addresses.nameUsers(setting.value());
    }

    private static void checkPassedThrough(String name, Written setting, Collection<String> problems) {
        String value = setting.value().strip();
        String bare = withoutClient(name);
        if (FORBIDDEN.containsKey(bare)) {
            problems.add(setting.named() + " cannot be set: " + FORBIDDEN.get(bare) + ".");
        } else if (isOurs(name)) {
            problems.add(setting.named() + " cannot be set: write " + name + " without the prefix.");
        } else if (bare.equals(ProducerConfig.ACKS_CONFIG) && !value.equals("all") && !value.equals("-1")) {
            problems.add(setting.quoted() + ": expected all, otherwise acknowledged results can be lost.");
        } else if (BACKOFFS.contains(bare) && !name.startsWith("admin.") && isZero(value)) {
            problems.add(
                    setting.quoted() + ": expected 1 or more. Without a pause before a second request every commit"
                            + " could be late, and would ask the brokers first whether its topics are still those that were read.");
        } else if (isRefusedLogin(bare, setting, problems)) {
            return;
        } else if (!knownToKafka().contains(bare)) {
            // Plug-ins (interceptors, login modules) have keys that Kafka does not know: only a near miss is a mistake.
            nearMiss(bare)
                    .ifPresent(meant -> problems.add("Unknown Kafka setting " + setting.named() + ": did you mean "
                            + PREFIX + name.substring(0, name.length() - bare.length()) + meant + "?"));
        } else if (setting.isKnown()) {
            KafkaValues.problem(name, setting).ifPresent(problems::add);
        }
    }

    private static boolean isZero(String value) {
        return value.matches("[+-]?0+");
    }

    /** What Kafka says of an entry that it cannot read may quote a piece of the password: it is read here first. */
    private static boolean isReadableJaas(String entry) {
        try {
            JaasContext.loadClientContext(Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(entry)));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether a setting, named as in a configuration, is the entry with a user and a password. */
    static boolean isLogin(String name) {
        return name.startsWith(PREFIX)
                && withoutClient(name.substring(PREFIX.length())).equals(SaslConfigs.SASL_JAAS_CONFIG);
    }

    private static boolean isOurs(String name) {
        return name.equals(PipelineKeys.APPLICATION_ID.keyName())
                || KafkaKeys.SECTION.keys().stream()
                        .anyMatch(key -> key.keyName().equals(name));
    }

    private static Optional<String> nearMiss(String name) {
        return DidYouMean.among(knownToKafka(), name).filter(known -> DidYouMean.distance(known, name) <= 2);
    }

    static String withoutClient(String name) {
        return CLIENT_PREFIXES.stream()
                .filter(name::startsWith)
                .findFirst()
                .map(prefix -> name.substring(prefix.length()))
                .orElse(name);
    }

    private static Set<String> knownToKafka() {
        return Known.NAMES;
    }

    /** Every name that Kafka gives a setting: hundreds, and asked for at each setting. */
    private static final class Known {
        private static final Set<String> NAMES = names();

        private static Set<String> names() {
            Set<String> names = new TreeSet<>(StreamsConfig.configDef().names());
            names.addAll(ConsumerConfig.configNames());
            names.addAll(ProducerConfig.configNames());
            names.addAll(AdminClientConfig.configNames());
            return Collections.unmodifiableSet(names);
        }
    }

    /** Lets Kafka check its own part and returns the few values that Textmill's checks need. */
    static Optional<Effective> check(Properties properties, Collection<String> problems) {
        try {
            Properties whole = new Properties();
            whole.putAll(properties);
            whole.put(StreamsConfig.APPLICATION_ID_CONFIG, "check");
            StreamsConfig streams = new StreamsConfig(whole);
            Map<String, Object> producer = streams.getProducerConfigs("check");
            producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
            producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
            Map<String, Object> consumer = streams.getMainConsumerConfigs("check", "check", 1);
            consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
            consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
            ProducerConfig producerConfig = new ProducerConfig(producer);
            ConsumerConfig consumerConfig = new ConsumerConfig(consumer);
            return Optional.of(new Effective(
                    consumerConfig.getInt(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
                    producerConfig.getInt(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                    producerConfig.getInt(ProducerConfig.MAX_REQUEST_SIZE_CONFIG)));
        } catch (org.apache.kafka.common.KafkaException | IllegalArgumentException e) {
            problems.add("Kafka refuses its settings: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Values that hold after defaults, prefixes and Kafka Streams' own overrides. */
    record Effective(int maxPollIntervalMs, int transactionTimeoutMs, int maxRequestBytes) {}
}
