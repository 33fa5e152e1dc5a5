package textmill.cli.run;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Terminal;
import textmill.cli.topics.RecordValues;
import textmill.runtime.engine.InferenceEngine;
import textmill.schema.registry.DryRunRegistry;
import textmill.schema.registry.SchemaRegistry;
import textmill.topology.Engines;
import textmill.topology.PlainClients;
import textmill.topology.Preflight;
import textmill.topology.TextmillTopology;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.TextmillConfig;
import textmill.topology.delivery.Delivery;
import textmill.topology.start.BriefAdmin;

/**
 * {@code run --dry-run N}: takes the next records that an application would read, computes them, and prints what it would
 * write. Joins no group, commits, writes and registers nothing.
 */
final class DryRun {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final TextmillConfig config;
    private final Terminal terminal;
    private final StopSignal stop;
    private final boolean json;

    DryRun(TextmillConfig config, Terminal terminal, StopSignal stop, boolean json) {
        this.config = config;
        this.terminal = terminal;
        this.stop = stop;
        this.json = json;
    }

    /** @param most records of each application */
    void run(int most) {
        TextmillTopology topology = TextmillTopology.of(config);
        try (InferenceEngine engine = Engines.open(config, new NamedModels())) {
            config.applications().forEach((application, pipelines) -> {
                DryRunRegistry registry = new DryRunRegistry(SchemaRegistry.connect(config.serde()));
                try (Delivery delivery = topology.rehearse(engine, application, registry);
                        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                                PlainClients.consumer(config, application + "-dry-run"),
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer())) {
                    begin(consumer, application, pipelines, most);
                    pipelines.forEach(this::sayWhatIsMissing);
                    WouldWrite out = new WouldWrite(RecordValues.of(registry, config.serde()), terminal, json);
                    new Rehearsal(consumer, delivery, out).run(most, stop);
                }
            });
        }
    }

    private void sayWhatIsMissing(PipelineConfig pipeline) {
        pipeline.anomalies()
                .ifPresent(
                        plan -> terminal.note(
                                "dry run: no text is judged, so nothing is shown for "
                                        + plan.topics().judgements()
                                        + ": what is usual is known to the application alone (try it with: textmill anomalies backtest)"));
    }

    /** Goes to where the application would go on; where nothing waits, back to the last records. */
    private void begin(
            Consumer<byte[], byte[]> consumer, String application, Collection<PipelineConfig> pipelines, int most) {
        List<TopicPartition> partitions = pipelines.stream()
                .flatMap(pipeline -> pipeline.inputTopics().stream())
                .flatMap(topic -> consumer.partitionsFor(topic, PATIENCE).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, PATIENCE);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
        Map<TopicPartition, Long> next =
                new HashMap<>(PlainClients.beginning(config).equals("latest") ? ends : beginnings);
        committed(application)
                .forEach((partition, offset) -> next.computeIfPresent(
                        partition,
                        (same, unused) -> Math.max(offset.offset(), beginnings.getOrDefault(partition, 0L))));
        boolean waits =
                next.entrySet().stream().anyMatch(entry -> entry.getValue() < ends.getOrDefault(entry.getKey(), 0L));
        if (beginnings.equals(ends)) {
            terminal.note("dry run: nothing to show for application " + application + ": no record is in "
                    + topics(partitions));
        } else if (!waits) {
            terminal.note("dry run: nothing waits for application " + application + "; taking the last records of "
                    + topics(partitions));
            ends.forEach((partition, end) ->
                    next.put(partition, Math.max(beginnings.getOrDefault(partition, 0L), end - most)));
        }
        next.forEach(consumer::seek);
    }

    private static String topics(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .map(TopicPartition::topic)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(String application) {
        Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
        try (Admin admin = new BriefAdmin(Preflight.adminConfig(config, PATIENCE))) {
            found.putAll(admin.listConsumerGroupOffsets(application)
                    .partitionsToOffsetAndMetadata()
                    .get());
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
        found.values().removeIf(offset -> offset == null);
        return found;
    }
}
