package textmill.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import textmill.cli.CommandRun.Result;
import textmill.cli.topics.TopicReader;
import textmill.cli.topics.TopicReader.From;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.topology.deadletter.DeadLetters;
import textmill.topology.deadletter.ErrorHeaders;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Origin;
import textmill.topology.deadletter.Reason;
import textmill.topology.topics.TopicFacts;

/** Dead letters sent again, on a real broker. */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayTest {
    /** A record fails so many milliseconds after its own time. */
    private static final long LATER = 1_000;

    private static final String GROUP = "textmill-dead-letters-replay";
    private final long now = Instant.now().toEpochMilli();

    private final EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
    private final Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
    private final KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
    private final Admin admin = Admin.create(kafka);
    private String input = "";
    private String dead = "";

    @BeforeEach
    void makeTopics(TestInfo test) {
        input = test.getDisplayName().replaceAll("\\W", "");
        dead = input + ".dead";
        broker.createTopics(3, Map.of(), input);
        // Nothing is removed between two records of which the first is old.
        broker.createTopics(1, Map.of("retention.ms", "-1"), dead);
    }

    @AfterAll
    void stop() {
        producer.close();
        admin.close();
        broker.close();
    }

    @Test
    void shouldGiveBackEverythingThatTheRecordHad() throws Exception {
        // Given: a record of a partition that its key would not choose, with an old timestamp and headers of its own
        RecordHeaders own = new RecordHeaders();
        own.add(ErrorHeaders.MESSAGE, "of another application".getBytes(UTF_8));
        own.add("empty", null);
        for (int partition = 0; partition < 3; partition++) {
            letter(partition, "key", own, now - 5, Reason.UNKNOWN_SCHEMA);
        }

        // When
        Result result = replay();

        // Then
        assertThat(result.err()).isEqualTo("replayed 3 records of topic " + dead + "\n");
        own.add(ErrorHeaders.ATTEMPTS, "1".getBytes(UTF_8));
        assertThat(sent()).hasSize(3).allSatisfy(record -> {
            assertThat(record.key()).asString(UTF_8).isEqualTo("key");
            assertThat(record.value()).asString(UTF_8).isEqualTo("value");
            assertThat(record.timestamp()).isEqualTo(now - 5);
            assertThat(record.headers()).isEqualTo(own);
        });
        assertThat(sent()).extracting(ConsumerRecord::partition).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(replay().err()).startsWith("replayed 0 records");
    }

    @Test
    void shouldSendWhatIsSelectedAndTheRestLaterOnce() throws Exception {
        // Given
        for (int i = 0; i < 12; i++) {
            letter(
                    0,
                    "key" + i % 4,
                    new RecordHeaders(),
                    now + i,
                    i % 2 == 0 ? Reason.UNKNOWN_SCHEMA : Reason.BAD_MAGIC);
        }

        // Then: a dry run sends nothing
        Result dry = replay("--dry-run", "--reason", "unknown-schema", "--limit", "2");
        assertThat(dry.out().lines()).hasSize(2).allMatch(line -> line.contains("unknown-schema"));
        assertThat(dry.err()).startsWith("would replay 2 records");
        assertThat(sent()).isEmpty();

        // And: by reason, key, time, number
        assertThat(replay("--reason", "unknown-schema", "--limit", "2").err()).startsWith("replayed 2 records");
        assertThat(replay("--key", "key1").err()).startsWith("replayed 3 records");
        assertThat(replay("--from", Instant.ofEpochMilli(now + LATER + 10).toString())
                        .err())
                .startsWith("replayed 2 records");
        assertThat(replay("--to", Instant.ofEpochMilli(now + LATER + 4).toString())
                        .err())
                .startsWith("replayed 1 records");
        assertThat(replay().err()).startsWith("replayed 4 records");

        // And: everything was sent, nothing twice
        assertThat(sent())
                .extracting(ConsumerRecord::timestamp)
                .containsExactlyInAnyOrder(
                        LongStream.range(now, now + 12).boxed().toArray(Long[]::new));
        assertThat(replay().err()).startsWith("replayed 0 records");
        assertThat(replay("--from-beginning").err()).startsWith("replayed 12 records");
    }

    @Test
    void shouldGiveUpAfterAFewAttempts() throws Exception {
        // Given
        Headers tried = new RecordHeaders().add(ErrorHeaders.ATTEMPTS, "3".getBytes(UTF_8));
        letter(0, "key", tried, now, Reason.BAD_MAGIC);
        letter(0, "other", new RecordHeaders(), now, Reason.BAD_MAGIC);

        // Then
        Result result = replay();
        assertThat(result.err())
                .contains("stays, tried 3 times (--max-attempts)")
                .endsWith("replayed 1 records of topic " + dead + "; 1 stay\n");
        assertThat(replay("--max-attempts", "4").err()).startsWith("replayed 1 records");
        assertThat(sent())
                .extracting(record -> new String(
                        record.headers().lastHeader(ErrorHeaders.ATTEMPTS).value(), UTF_8))
                .containsExactlyInAnyOrder("1", "4");
    }

    @Test
    void shouldLeaveWhatCannotBeSentAndGoOn() throws Exception {
        // Given: foreign records, a topic that is gone, a partition that is gone, a record cut to fit
        producer.send(new ProducerRecord<>(dead, "not a dead letter".getBytes(UTF_8)))
                .get();
        producer.send(new ProducerRecord<>(
                        dead, null, null, null, null, new RecordHeaders().add(ErrorHeaders.TOPIC, null)))
                .get();
        letter("gone", 0, new RecordHeaders(), Reason.BAD_MAGIC);
        letter(7, "key", new RecordHeaders(), now, Reason.BAD_MAGIC);
        letter(
                0,
                "key",
                new RecordHeaders().add(ErrorHeaders.CUT, "value=9,key=3,headers=0".getBytes(UTF_8)),
                now,
                Reason.BAD_MAGIC);

        // When
        Result result = replay();

        // Then: the mark of a cut was the record's own
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err())
                .contains("stays, not a dead letter: " + dead + "-0@0", "stays, there is no topic gone")
                .endsWith("replayed 2 records of topic " + dead + "; 3 stay\n");
        assertThat(sent()).hasSize(2);
    }

    @Test
    void shouldGoOnWhateverHeadersSay() throws Exception {
        // Given: origins that are no topics, that nobody may write to, or that are the dead-letter topic itself
        letter("no topic at all: ☃", 0, new RecordHeaders(), Reason.BAD_MAGIC);
        letter("x".repeat(300), 0, new RecordHeaders(), Reason.BAD_MAGIC);
        letter(dead, 0, new RecordHeaders(), Reason.BAD_MAGIC);
        letter("__consumer_offsets", 0, new RecordHeaders(), Reason.BAD_MAGIC);
        // And numbers that are none, or too large for what they count
        foreign("4294967297", "1", "0");
        foreign("-1", "not a number", "99999999999999999999");
        foreign("zero", "999999999999999999", "1");
        foreign("0", "1", "4294967296");

        // When
        Result result = replay();

        // Then: two are sent, to the partition that their key names
        assertThat(result.err())
                .contains("stays, there is no topic no topic at all", "stays, there is no topic xxx")
                .contains("stays, it names the dead-letter topic itself as its origin")
                .contains("stays, its topic refuses it: The request attempted to perform an operation on an invalid")
                .contains("stays, tried 2147483647 times")
                .endsWith("replayed 2 records of topic " + dead + "; 6 stay\n");
        assertThat(sent())
                .extracting(record -> new String(
                        record.headers().lastHeader(ErrorHeaders.ATTEMPTS).value(), UTF_8))
                .containsExactlyInAnyOrder("1", "1");
        assertThat(sent()).extracting(ConsumerRecord::partition).containsOnly(partitionOfKey());
    }

    private int partitionOfKey() throws Exception {
        return producer.send(new ProducerRecord<>(input, "key".getBytes(UTF_8), null))
                .get()
                .partition();
    }

    private void foreign(String partition, String timestamp, String attempts) throws Exception {
        RecordHeaders headers = new RecordHeaders();
        headers.add(ErrorHeaders.TOPIC, input.getBytes(UTF_8));
        headers.add(ErrorHeaders.PARTITION, partition.getBytes(UTF_8));
        headers.add(ErrorHeaders.TIMESTAMP, timestamp.getBytes(UTF_8));
        headers.add(ErrorHeaders.ATTEMPTS, attempts.getBytes(UTF_8));
        headers.add(ErrorHeaders.REASON, null);
        producer.send(new ProducerRecord<>(dead, 0, now, "key".getBytes(UTF_8), "value".getBytes(UTF_8), headers))
                .get();
    }

    @Test
    void shouldNotBeginSomewhereWhenItsPositionHasExpired() throws Exception {
        // Given: dead letters that are older than Kafka keeps offsets, and no position
        letter(0, "old", new RecordHeaders(), now - Duration.ofDays(30).toMillis(), Reason.BAD_MAGIC);
        letter(0, "new", new RecordHeaders(), now, Reason.BAD_MAGIC);

        // When
        Result result = CommandRun.of(arguments());

        // Then
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .contains("there is no position of an earlier replay", "up to 1 records are older than the 7 days");
        assertThat(sent()).isEmpty();
        assertThat(replay("--from", Instant.ofEpochMilli(now).toString()).err()).startsWith("replayed 1 records");
    }

    @Test
    void shouldSayWhatRetentionRemovedAndThatATopicWasMadeAnew() throws Exception {
        // Given
        letter(0, "a", new RecordHeaders(), now, Reason.BAD_MAGIC);
        replay();
        letter(0, "b", new RecordHeaders(), now, Reason.BAD_MAGIC);
        letter(0, "c", new RecordHeaders(), now, Reason.BAD_MAGIC);
        admin.deleteRecords(Map.of(new TopicPartition(dead, 0), RecordsToDelete.beforeOffset(2)))
                .all()
                .get();

        // Then
        assertThat(replay().err())
                .startsWith("retention has removed up to 1 records of " + dead + "-0 that no replay has seen\n")
                .contains("replayed 1 records");

        // And
        admin.alterConsumerGroupOffsets(GROUP, Map.of(new TopicPartition(dead, 0), new OffsetAndMetadata(50)))
                .all()
                .get();
        Result anew = CommandRun.of(arguments());
        assertThat(anew.exitCode()).isEqualTo(2);
        assertThat(anew.err()).contains("which now ends at 3: the topic was made anew");
    }

    private Result replay(String... options) {
        Result result = CommandRun.of(arguments(options));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }

    private String[] arguments(String... options) {
        List<String> all =
                new ArrayList<>(List.of("dead-letters", "-b", broker.bootstrapServers(), "--topic", dead, "--replay"));
        all.addAll(List.of(options));
        return all.toArray(String[]::new);
    }

    private void letter(int partition, String key, Headers headers, long timestamp, Reason reason) throws Exception {
        Record<byte[], byte[]> record = new Record<>(key.getBytes(UTF_8), "value".getBytes(UTF_8), timestamp, headers);
        send(new Origin(input, partition, 1), record, reason);
    }

    private void letter(String topic, int partition, Headers headers, Reason reason) throws Exception {
        send(new Origin(topic, partition, 1), new Record<>(new byte[0], "value".getBytes(UTF_8), now, headers), reason);
    }

    private void send(Origin origin, Record<byte[], byte[]> record, Reason reason) throws Exception {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(record.timestamp() + LATER), ZoneOffset.UTC);
        DeadLetters letters =
                new DeadLetters("", () -> TopicFacts.unknown(1_000_000), new DeadLetters.Contents(true, false), clock);
        Record<byte[], byte[]> letter = letters.of(record, origin, Failure.of(reason, "wrong"));
        producer.send(new ProducerRecord<>(dead, 0, letter.timestamp(), letter.key(), letter.value(), letter.headers()))
                .get();
    }

    private List<ConsumerRecord<byte[], byte[]>> sent() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (TopicReader reader = TopicReader.open(kafka, List.of(input), From.BEGINNING)) {
            while (!reader.atEnd()) {
                records.addAll(reader.pollToEnd(Duration.ofMillis(100)));
            }
        }
        return records;
    }
}
