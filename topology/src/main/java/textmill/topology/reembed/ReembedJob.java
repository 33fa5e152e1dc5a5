package textmill.topology.reembed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import textmill.runtime.engine.InferenceEngine;
import textmill.schema.registry.DryRunRegistry;
import textmill.schema.registry.SchemaRegistry;
import textmill.topology.PlainClients;
import textmill.topology.TextmillTopology;
import textmill.topology.config.ConfigException;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.TextmillConfig;
import textmill.topology.decode.RegistryCondition;
import textmill.topology.delivery.Delivery;
import textmill.topology.delivery.DirectDelivery;
import textmill.topology.result.ResultMarks;

/**
 * One application's past, computed once more into other topics: opened, looked at, run once. Not thread-safe. Close it
 * before the engine.
 */
public final class ReembedJob implements AutoCloseable {
    private static final int TRANSACTION_TIMEOUT_MS = 60_000;

    private final Names names;
    private final ReembedSettings settings;
    private final Delivery delivery;
    private final JobProgress progress;
    private final KafkaConsumer<byte[], byte[]> reader;
    private final Extents extents;
    private final Pace pace;

    /**
     * Of what, and to where.
     *
     * @param live the application's configuration, with the new model
     * @param target the same with {@link NewTopics#settings} in place
     * @param application its {@code application.id}
     * @param suffix of the new topics
     */
    public record Names(TextmillConfig live, TextmillConfig target, String application, String suffix) {
        String group() {
            return NewTopics.group(application, suffix);
        }
    }

    private ReembedJob(Names names, ReembedSettings settings, Delivery delivery) {
        this.names = names;
        this.settings = settings;
        this.delivery = delivery;
        this.pace = new Pace(settings.effort());
        this.progress = new JobProgress(
                names.group(),
                delivery.pipelines().stream()
                        .flatMap(pipeline -> pipeline.results().stream())
                        .map(outlet -> outlet.task())
                        .toList());
        this.reader = consumer(names.target, names.group(), pace.largestPoll());
        this.extents = new Extents(reader, settings, names);
    }

    /**
     * Asks brokers and registry; writes nothing.
     *
     * @param engine computes the tasks of the target's configuration; not closed with the job
     * @throws ConfigException if a topic is missing, is no new one, or a right is missing
     */
    public static ReembedJob open(Names names, InferenceEngine engine, ReembedSettings settings) {
        refuseLiveTopics(names);
        return new ReembedJob(names, settings, TextmillTopology.of(names.target).deliver(engine, names.group()));
    }

    /** The same for a look at it, before the new topics are made: {@link #run} must not follow. Registers no schema. */
    public static ReembedJob rehearse(Names names, InferenceEngine engine, ReembedSettings settings) {
        refuseLiveTopics(names);
        SchemaRegistry registry = new DryRunRegistry(SchemaRegistry.connect(names.target.serde()));
        TextmillTopology topology = new TextmillTopology(names.target, new RegistryCondition(), Map.of());
        return new ReembedJob(names, settings, topology.rehearse(engine, names.group(), registry));
    }

    private static void refuseLiveTopics(Names names) {
        Set<String> both = new LinkedHashSet<>();
        for (PipelineConfig pipeline : names.target.pipelines()) {
            both.addAll(pipeline.outputTopics().values());
            both.add(pipeline.deadLetterTopic());
        }
        both.retainAll(NewTopics.of(names.live));
        if (!both.isEmpty()) {
            throw new ConfigException(List.of("--suffix " + names.suffix + ": " + String.join(", ", both)
                    + " is a topic of the application itself: choose another suffix."));
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(TextmillConfig config, String group, int largestPoll) {
        Map<String, Object> settings = PlainClients.consumer(config, group + "-reader");
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, largestPoll);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** What there is to do. Takes over from nobody. */
    public ReembedReport look() {
        boolean resumed = progress.load(reader, extents.partitions());
        if (!resumed) {
            progress.begin(extents.begin(this::cuts));
        }
        return report(resumed);
    }

    /**
     * Works until everything is done, or it is to stop.
     *
     * @throws ConfigException if topics are not empty though nothing says that this job filled them, or another run of the
     *     same job takes over
     */
    public ReembedReport run(BooleanSupplier stopping, ReembedListener listener) {
        try (KafkaProducer<byte[], byte[]> producer = producer();
                DirectDelivery direct = delivery.direct()) {
            NewResults results = new NewResults(producer, progress, reader.groupMetadata());
            results.takeOver();
            boolean resumed = progress.load(reader, extents.partitions());
            if (!resumed) {
                extents.requireEmpty(delivery);
                results.commit(extents.begin(this::cuts));
            }
            Reembedding work = new Reembedding(reader, direct, progress, pace);
            do {
                work.run(results, stopping, listener);
            } while (!stopping.getAsBoolean() && settings.untilLive() && goesOn(results, listener));
            return report(resumed);
        }
    }

    /** Whether the application wrote results of another model behind the cut-over after all. */
    private boolean goesOn(NewResults results, ReembedListener listener) {
        Map<TopicPartition, Stretch> later = new HashMap<>();
        cuts().forEach((partition, cut) -> {
            if (progress.stretches().containsKey(partition)
                    && cut > progress.of(partition).until()) {
                later.put(partition, progress.of(partition).until(cut));
            }
        });
        if (later.isEmpty()) {
            return false;
        }
        listener.note("the application has written results of another model meanwhile: is an old instance still"
                + " running? Going on to the new cut-over.");
        results.commit(later);
        return true;
    }

    private Map<TopicPartition, Long> cuts() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(names.target, names.group(), 1_000)) {
            ResultMarks marks = new ResultMarks(SchemaRegistry.connect(names.live.serde()), names.live.serde());
            CutOver cutOver = new CutOver(new LiveResults(consumer, marks), extents.watched(delivery));
            return cutOver.find(extents.ends(), extents.committedByTheApplication());
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = PlainClients.producer(names.target, names.group() + "-writer");
        // Begins with the name of the group, as the rights do that an application needs.
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, names.group() + "-0");
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TRANSACTION_TIMEOUT_MS);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private ReembedReport report(boolean resumed) {
        List<ReembedReport.Part> parts = new ArrayList<>();
        progress.partitions().forEach(partition -> {
            Stretch stretch = progress.of(partition);
            parts.add(new ReembedReport.Part(
                    partition.topic(), partition.partition(), stretch.from(), stretch.position(), stretch.until()));
        });
        return new ReembedReport(names.group(), resumed, progress.isDone(), parts);
    }

    /** How fast texts are computed here with the effort that is allowed, from some of those that are to be; nothing is written. */
    public double trial(Duration longest) {
        try (DirectDelivery direct = delivery.direct()) {
            return new Trial(reader, direct, progress, pace).perSecond(longest);
        }
    }

    @Override
    public void close() {
        reader.close();
        delivery.close();
    }
}
