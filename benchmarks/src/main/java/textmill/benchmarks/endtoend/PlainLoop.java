package textmill.benchmarks.endtoend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import textmill.benchmarks.kafka.Bed;
import textmill.benchmarks.kafka.BenchTask;
import textmill.benchmarks.kafka.BundledEngines;
import textmill.benchmarks.kafka.Pipeline;
import textmill.events.TextEmbedding;
import textmill.events.TextEvent;
import textmill.runtime.engine.EngineStatistics;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.task.embedding.Embedding;
import textmill.schema.serde.FloatVector;
import textmill.schema.serde.SerdeKeys;
import textmill.schema.serde.TextmillAvroDeserializer;
import textmill.schema.serde.TextmillAvroSerializer;

/**
 * What one writes who has no Kafka Streams: poll, sort by length, compute with the same engine, send, commit the offsets
 * in the transaction. No dead letters, no metrics, no tombstones; while it commits nothing computes.
 */
final class PlainLoop implements Pipeline {
    private static final String GROUP = "bench-loop";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration WAIT_FOR_ROOM = Duration.ofMinutes(1);

    private final InferenceEngine engine = BundledEngines.open(List.of(BenchTask.EMBEDDING));
    private final Task task = engine.tasks().get(0);
    private final TextmillAvroDeserializer deserializer = new TextmillAvroDeserializer();
    private final TextmillAvroSerializer serializer = new TextmillAvroSerializer();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final boolean transactions;
    private final Thread thread;
    private volatile boolean stopping;

    private PlainLoop(Bed bed, boolean transactions) {
        this.transactions = transactions;
        deserializer.configure(
                Map.of("schema.registry.url", bed.registryUrl(), SerdeKeys.SPECIFIC_READER, true), false);
        serializer.configure(Map.of("schema.registry.url", bed.registryUrl()), false);
        Map<String, Object> consumed = new HashMap<>();
        consumed.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bed.bootstrapServers());
        consumed.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        consumed.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumed.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(consumed, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Map<String, Object> produced = new HashMap<>();
        produced.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bed.bootstrapServers());
        if (transactions) {
            produced.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, GROUP);
        }
        producer = new KafkaProducer<>(produced, new ByteArraySerializer(), new ByteArraySerializer());
        thread = new Thread(this::run, GROUP);
    }

    static PlainLoop start(Bed bed, String guarantee) {
        PlainLoop loop = new PlainLoop(bed, guarantee.equals("exactly_once_v2"));
        loop.thread.start();
        return loop;
    }

    private void run() {
        if (transactions) {
            producer.initTransactions();
        }
        consumer.subscribe(List.of(Bed.INPUT));
        try {
            while (!stopping) {
                List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
                consumer.poll(POLL).forEach(records::add);
                if (!records.isEmpty()) {
                    process(records);
                }
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the loop ended", e);
        }
    }

    private void process(List<ConsumerRecord<byte[], byte[]>> records) throws InterruptedException, ExecutionException {
        List<@Nullable CompletableFuture<Outcome>> outcomes = compute(records);
        if (transactions) {
            producer.beginTransaction();
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (int at = 0; at < records.size(); at++) {
            ConsumerRecord<byte[], byte[]> source = records.get(at);
            CompletableFuture<Outcome> outcome = outcomes.get(at);
            if (outcome != null && outcome.get() instanceof Outcome.Success success) {
                // The broker's own send errors surface when the transaction commits or the producer flushes.
                Future<RecordMetadata> unused = producer.send(output(source, success));
            }
            offsets.put(
                    new TopicPartition(source.topic(), source.partition()), new OffsetAndMetadata(source.offset() + 1));
        }
        if (transactions) {
            producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
            producer.commitTransaction();
        } else {
            producer.flush();
            consumer.commitSync(offsets);
        }
    }

    /** Outcomes in the order of the records; submitted by length, so that the engine finds neighbours. */
    private List<@Nullable CompletableFuture<Outcome>> compute(List<ConsumerRecord<byte[], byte[]>> records)
            throws InterruptedException {
        List<@Nullable String> texts = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> input : records) {
            Object event = deserializer.deserialize(input.topic(), input.value());
            texts.add(event instanceof TextEvent text ? text.getText() : null);
        }
        int[] byLength = IntStream.range(0, texts.size())
                .filter(at -> texts.get(at) != null)
                .boxed()
                .sorted(Comparator.comparingInt(
                        at -> String.valueOf(texts.get(at)).length()))
                .mapToInt(Integer::intValue)
                .toArray();
        List<@Nullable CompletableFuture<Outcome>> outcomes =
                new ArrayList<>(java.util.Collections.nCopies(texts.size(), null));
        for (int at : byLength) {
            String text = String.valueOf(texts.get(at));
            outcomes.set(at, engine.submit(text, List.of(task), WAIT_FOR_ROOM).toCompletableFuture());
        }
        return outcomes;
    }

    private ProducerRecord<byte[], byte[]> output(ConsumerRecord<byte[], byte[]> source, Outcome.Success success) {
        Embedding embedding = (Embedding) success.results().get(0);
        TextEmbedding value = new TextEmbedding(
                source.topic(),
                source.partition(),
                source.offset(),
                task.model(),
                task.fingerprint(),
                success.flags().truncated(),
                success.flags().empty(),
                success.flags().substituted(),
                FloatVector.wrap(embedding.vector()),
                embedding.form().type().text(),
                null,
                embedding.vector().length);
        String topic = BenchTask.EMBEDDING.topic();
        return new ProducerRecord<>(
                topic,
                source.partition(),
                source.timestamp(),
                source.key(),
                serializer.serialize(topic, value),
                source.headers());
    }

    @Override
    public EngineStatistics statistics() {
        return engine.statistics();
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
        producer.close();
        deserializer.close();
        serializer.close();
        engine.close();
    }
}
