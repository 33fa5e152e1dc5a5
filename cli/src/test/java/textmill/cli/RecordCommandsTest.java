package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.cli.CommandRun.Result;
import textmill.schema.registry.SchemaRegistry;

/** {@code produce} and {@code tail}: what is written can be said, and what is there is shown. */
@Timeout(300)
class RecordCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Schema MAIL = SchemaBuilder.record("com.example.Mail")
            .fields()
            .requiredString("text")
            .optionalString("from")
            .requiredDouble("urgency")
            .endRecord();

    @RegisterExtension
    private static final SharedCluster CLUSTER = new SharedCluster();

    private final Path directory;

    RecordCommandsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private static List<JsonNode> tail(String topic, int records, String... more) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("--json", "--from-beginning", "-n", String.valueOf(records), topic));
        words.addAll(List.of(more));
        List<JsonNode> found = new ArrayList<>();
        for (String line :
                CLUSTER.done("tail", words.toArray(String[]::new)).out().lines().toList()) {
            found.add(JSON.readTree(line));
        }
        return found;
    }

    @Test
    void shouldWriteKeyHeadersAndPartitionAndShowThem() throws IOException {
        // Given
        CLUSTER.createTopics(3, Map.of(), "a");

        // When
        Result sent = CLUSTER.done(
                "produce", "-t", "a", "--key", "k1", "-H", "source=mail", "-H", "empty=", "-p", "2", "a text");
        CLUSTER.done("produce", "-t", "a", "--key", "k1", "--partition", "2", "--tombstone");

        // Then
        assertThat(sent.out()).isEmpty();
        assertThat(sent.err()).isEqualTo("a-2@0  a text\n");
        List<JsonNode> found = tail("a", 2);
        JsonNode record = found.get(0);
        assertThat(record.path("topic").asText()).isEqualTo("a");
        assertThat(record.path("partition").asInt()).isEqualTo(2);
        assertThat(record.path("offset").asLong(-1)).isZero();
        assertThat(record.path("timestamp").asLong()).isPositive();
        assertThat(record.path("key").asText()).isEqualTo("k1");
        assertThat(record.path("headers").toString())
                .isEqualTo("[{\"key\":\"source\",\"value\":\"mail\"},{\"key\":\"empty\",\"value\":\"\"}]");
        assertThat(record.path("value").path("text").asText()).isEqualTo("a text");
        assertThat(found.get(1).path("tombstone").asBoolean()).isTrue();
        assertThat(found.get(1).path("key").asText()).isEqualTo("k1");
    }

    @Test
    void shouldShowBytesThatAreNoText() throws Exception {
        // Given
        CLUSTER.createTopics(1, Map.of(), "raw");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(CLUSTER.kafka(), new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] odd = {(byte) 0xff, 0};
            producer.send(new ProducerRecord<>("raw", 0, odd, odd, List.of(new RecordHeader("h", odd))))
                    .get();
        }

        // When
        JsonNode record = tail("raw", 1).get(0);

        // Then
        assertThat(record.path("key_base64").asText()).isEqualTo("/wA=");
        assertThat(record.path("headers").get(0).path("value_base64").asText()).isEqualTo("/wA=");
        assertThat(record.path("unreadable").asText()).isEqualTo("too-short");
    }

    @Test
    void shouldWriteEveryFormat() throws Exception {
        // Given
        CLUSTER.createTopics(1, Map.of(), "j", "s", "mails");
        SchemaRegistry.connect(Map.of("schema.registry.url", CLUSTER.registryUrl()))
                .register("mails-value", MAIL);
        Path mails = Files.writeString(directory.resolve("mails.jsonl"), """
                {"text":"pay now","from":{"string":"ann"},"urgency":0.9}
                {"text":"hello","from":null,"urgency":0.1}
                """);

        // When
        CLUSTER.done("produce", "-t", "j", "--format", "json", "say \"hi\"");
        CLUSTER.done("produce", "-t", "s", "-f", "string", "as it is");
        CLUSTER.done("produce", "-t", "mails", "--schema-subject", "mails-value", "--input", mails.toString());

        // Then
        assertThat(values("j")).containsExactly("{\"text\":\"say \\\"hi\\\"\"}");
        assertThat(values("s")).containsExactly("as it is");
        assertThat(tail("mails", 1, "--where", "urgency>=0.5")
                        .get(0)
                        .path("value")
                        .path("from")
                        .asText())
                .isEqualTo("ann");
        assertThat(tail("mails", 1, "--where", "from!=ann")
                        .get(0)
                        .path("value")
                        .path("text")
                        .asText())
                .isEqualTo("hello");
    }

    @Test
    void shouldWriteAndShowValuesThatAreNoRecords() throws Exception {
        // Given
        CLUSTER.createTopics(1, Map.of(), "types");
        SchemaRegistry registry = SchemaRegistry.connect(Map.of("schema.registry.url", CLUSTER.registryUrl()));
        registry.register("types-text", Schema.create(Schema.Type.STRING));
        registry.register("types-nothing", Schema.create(Schema.Type.NULL));
        registry.register("types-bytes", Schema.create(Schema.Type.BYTES));

        // When
        CLUSTER.done("produce", "-t", "types", "--schema-subject", "types-text", "\"a \\\"text\\\"\"");
        CLUSTER.done("produce", "-t", "types", "--schema-subject", "types-nothing", "null");
        CLUSTER.done("produce", "-t", "types", "--schema-subject", "types-bytes", "\"abc\"");

        // Then
        List<JsonNode> found = tail("types", 3);
        assertThat(found.get(0).path("value").textValue()).isEqualTo("a \"text\"");
        assertThat(found.get(1).path("value").isNull()).isTrue();
        assertThat(found.get(2).path("value_base64").binaryValue()).isEqualTo(new byte[] {'a', 'b', 'c'});
        assertThat(CLUSTER.done("tail", "--from-beginning", "-n", "3", "types")
                        .out()
                        .lines())
                .containsExactly("types-0@0  \"a \\\"text\\\"\"", "types-0@1  null", "types-0@2  3 bytes");
    }

    @Test
    void shouldTakeTopicsAndFormatFromTheConfiguration() throws IOException {
        // Given
        CLUSTER.createTopics(1, Map.of(), "own", "own.vectors", "own.dead-letters", "other");
        String config = config("input.format=json\ninput.text.field=body.text\n", "own");
        CLUSTER.done("produce", "-t", "own.vectors", "-f", "string", "a result");
        CLUSTER.done("produce", "-t", "other", "-f", "string", "another");

        // When
        Result sent = CommandRun.of("produce", "-c", config, "say \"hi\"");
        Result results = CommandRun.of("tail", "-c", config, "--from-beginning", "-n", "1");
        Result foreign = CommandRun.of("tail", "-c", config, "--from-beginning", "-n", "1", "other");

        // Then
        assertThat(sent.err()).isEqualTo("own-0@0  say \"hi\"\n");
        assertThat(values("own")).containsExactly("{\"body\":{\"text\":\"say \\\"hi\\\"\"}}");
        assertThat(results.out()).startsWith("own.vectors-0@0 ");
        assertThat(results.err()).isEqualTo("textmill tail: own.vectors, own.dead-letters\n");
        assertThat(foreign.out()).startsWith("other-0@0 ");
        assertThat(foreign.err())
                .isEqualTo(
                        "textmill tail: the configuration does not name other; it writes own.vectors, own.dead-letters\n");
        assertThat(CommandRun.of("dead-letters", "-c", config).err())
                .isEqualTo("0 dead letters in topic own.dead-letters\n");

        // And what it does not say is not guessed
        assertThat(CommandRun.of("produce", "-c", config("", "own,other"), "x").err())
                .isEqualTo("textmill: --topic: the configuration has several, expected one of own, other\n");
        assertThat(CommandRun.of("produce", "-c", config("input.text.field=body\n", "own"), "x")
                        .err())
                .contains("the field body (input.text.field)", "--schema-subject");
        assertThat(CLUSTER.run("tail").err())
                .contains("there is no topic texts.", "(--config FILE reads the topics of");
    }

    private String config(String more, String inputs) throws IOException {
        return Files.writeString(
                        directory.resolve("textmill.properties"),
                        "bootstrap.servers=" + CLUSTER.bootstrapServers() + "\nschema.registry.url="
                                + CLUSTER.registryUrl() + "\ninput.topic=" + inputs
                                + "\ntask.vectors.model=any\ntask.vectors.topic=own.vectors\ndead.letter.topic="
                                + "own.dead-letters\n" + more)
                .toString();
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(List.of("produce", "-t", "missing", "x"), "there is no topic missing; name the right one"),
                Arguments.of(List.of("produce", "-t", "a b", "x"), "'a b' is no name of a topic"),
                Arguments.of(List.of("tail", "a b"), "'a b' is no name of a topic"),
                Arguments.of(List.of("tail", "missing"), "there is no topic missing"),
                Arguments.of(List.of("tail", "-n", "-1"), "--records: expected 0 or more, found -1"),
                Arguments.of(List.of("dead-letters", "--limit", "0"), "--limit: expected 1 or more, found 0"),
                Arguments.of(
                        List.of("dead-letters", "--replay", "--max-attempts", "0"),
                        "--max-attempts: expected 1 or more, found 0"),
                Arguments.of(List.of("produce", "--rate", "NaN", "x"), "--rate: expected more than 0, found NaN"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void shouldSayWhatIsWrongInOneLine(List<String> command, String words) {
        Result result =
                CLUSTER.run(command.get(0), command.subList(1, command.size()).toArray(String[]::new));

        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err().lines()).singleElement().asString().contains(words);
    }

    private static List<String> values(String topic) {
        List<String> values = new ArrayList<>();
        try (var reader = textmill.cli.topics.TopicReader.open(
                CLUSTER.kafka(), List.of(topic), textmill.cli.topics.TopicReader.From.BEGINNING)) {
            while (!reader.atEnd()) {
                reader.pollToEnd(java.time.Duration.ofMillis(100))
                        .forEach(record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
            }
        }
        return values;
    }

    @Test
    void shouldNameTheLineThatIsNoRecord() throws IOException {
        // Given
        CLUSTER.createTopics(1, Map.of(), "more-mails");
        SchemaRegistry.connect(Map.of("schema.registry.url", CLUSTER.registryUrl()))
                .register("more-mails-value", MAIL);
        Path mails = Files.writeString(directory.resolve("mails.jsonl"), """
                {"text":"pay now","from":null,"urgency":0.9}
                {"text":"hello"}
                """);

        // When
        Result result = CLUSTER.run(
                "produce", "-t", "more-mails", "--schema-subject", "more-mails-value", "-i", mails.toString());

        // Then
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith(
                        "textmill: line 2: expected a record of schema com.example.Mail (subject more-mails-value, version 1)");
    }

    @Test
    void shouldKeepToARate() {
        // Given
        CLUSTER.createTopics(1, Map.of(), "slow");
        long began = System.nanoTime();

        // When
        CLUSTER.done("produce", "-t", "slow", "--rate", "10", "1", "2", "3", "4");

        // Then
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(300_000_000);
    }

    @Test
    void shouldRefuseWhatDoesNotGoTogether() {
        CLUSTER.createTopics(2, Map.of(), "two");
        assertRefused("--tombstone: expected --key, and no text", "--tombstone");
        assertRefused("--tombstone: expected --key, and no text", "--tombstone", "--key", "k", "a text");
        assertRefused("found both", "--input", "x.txt", "a text");
        assertRefused("--schema-subject goes with --format avro", "--schema-subject", "s", "-f", "json", "x");
        assertRefused("--rate: expected more than 0", "--rate", "0", "x");
        assertRefused("--header: expected NAME=VALUE", "-t", "two", "-H", "x", "text");
        assertRefused("topic two has partitions 0 to 1, found 2", "-t", "two", "-p", "2", "text");
        assertRefused("x.txt: no such file", "--input", "x.txt");
    }

    private static void assertRefused(String message, String... arguments) {
        Result result = CLUSTER.run("produce", arguments);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains(message);
    }

    @Test
    void shouldShowOnlyWhatIsAskedFor() throws IOException {
        // Given
        CLUSTER.createTopics(1, Map.of(), "many");
        for (String key : List.of("a", "b", "a")) {
            CLUSTER.done("produce", "-t", "many", "--key", key, "text of " + key);
        }
        long second = tail("many", 3).get(1).path("timestamp").asLong();

        // Then
        assertThat(tail("many", 2, "--key", "a"))
                .extracting(record -> record.path("offset").asLong())
                .containsExactly(0L, 2L);
        assertThat(tail("many", 2, "--where", "text=text of a", "--where", "text!=x"))
                .extracting(record -> record.path("offset").asLong())
                .containsExactly(0L, 2L);
        Result late = CLUSTER.done(
                "tail", "--from", java.time.Instant.ofEpochMilli(second).toString(), "-n", "2", "--json", "many");
        assertThat(late.out().lines()).hasSize(2).first().asString().contains("\"offset\":1,");
        assertThat(CLUSTER.run("tail", "--where", "text", "many").exitCode()).isEqualTo(2);
    }
}
