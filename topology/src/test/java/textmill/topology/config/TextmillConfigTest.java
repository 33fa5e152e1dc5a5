package textmill.topology.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextmillConfigTest {
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "bootstrap.servers", "localhost:9092",
            "schema.registry.url", "http://localhost:8081",
            "task.embeddings.model", "all-minilm-l6-v2"));

    @Test
    void shouldTakeDefaultsForWhatIsNotWritten() {
        TextmillConfig config = TextmillConfig.parse(settings);

        assertThat(config.get(DeliveryKeys.REQUEST_TIMEOUT)).isEqualTo(Duration.ofSeconds(60));
        PipelineConfig pipeline = only(config);
        assertThat(pipeline.inputTopics()).containsExactly("texts");
        assertThat(pipeline.deadLetterTopic()).isEqualTo("texts.dead-letters");
        assertThat(pipeline.get(DeadLetterKeys.STACKTRACE)).isFalse();
        assertThat(pipeline.tasks())
                .extracting(TaskSettings::name, TaskSettings::topic)
                .containsExactly(tuple("embeddings", "texts.embeddings"));
        assertThat(config.kafka())
                .containsEntry("processing.guarantee", "exactly_once_v2")
                .containsEntry("poll.ms", "5")
                .containsEntry("producer.linger.ms", "100")
                .containsEntry("topic.segment.bytes", "67108864")
                .containsEntry("restore.consumer.fetch.max.wait.ms", "10")
                .containsEntry("commit.interval.ms", "400");
        assertThat(config.maxRequestBytes()).isEqualTo(1_048_576);
    }

    @ParameterizedTest
    @CsvSource({"1,4", "100,400", "250,1000", "400,1000", "1000,1000", "5000,5000"})
    void shouldLeaveKafkaStreamsALongerIntervalBetweenCommits(String usual, String longest) {
        settings.put("commit.interval.ms", usual);

        TextmillConfig config = TextmillConfig.parse(settings);

        assertThat(config.get(KafkaKeys.COMMIT_INTERVAL)).hasMillis(Long.parseLong(usual));
        assertThat(config.kafka()).containsEntry("commit.interval.ms", longest);
    }

    @ParameterizedTest
    @CsvSource({"fetch.max.wait.ms", "consumer.fetch.max.wait.ms", "num.standby.replicas"})
    void shouldLeaveWaitingOfRestoresToWhoeverSaysHowLongConsumersWaitOrHasStandbys(String setting) {
        settings.put("kafka." + setting, "1");

        TextmillConfig config = TextmillConfig.parse(settings);

        assertThat(config.kafka()).containsEntry(setting, "1").doesNotContainKey("restore.consumer.fetch.max.wait.ms");
    }

    @Test
    void shouldNotTakeNoStandbysForSome() {
        settings.put("kafka.num.standby.replicas", "0");

        assertThat(TextmillConfig.parse(settings).kafka()).containsEntry("restore.consumer.fetch.max.wait.ms", "10");
    }

    @Test
    void shouldSendResultsSoonWhereNoCommitSendsThem() {
        settings.put("processing.guarantee", "at_least_once");

        assertThat(TextmillConfig.parse(settings).kafka()).containsEntry("producer.linger.ms", "5");
    }

    @Test
    void shouldPassKafkasAndTheSerdesKeysOn() {
        settings.put("kafka.security.protocol", "SASL_SSL");
        settings.put("kafka.consumer.session.timeout.ms", "6000");
        settings.put("kafka.producer.max.request.size", "5000");
        settings.put("kafka.my.interceptor.setting", "x");
        settings.put("basic.auth.user.info", "me:secret");
        settings.put("serde.anything.else", "y");

        TextmillConfig config = TextmillConfig.parse(settings);

        assertThat(config.kafka())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("consumer.session.timeout.ms", "6000")
                .containsEntry("my.interceptor.setting", "x");
        assertThat(config.maxRequestBytes()).isEqualTo(5_000);
        assertThat(config.serde())
                .containsOnly(
                        Map.entry("schema.registry.url", "http://localhost:8081"),
                        Map.entry("basic.auth.user.info", "me:secret"),
                        Map.entry("anything.else", "y"));
    }

    @Test
    void shouldReportEveryProblemAtOnce() {
        settings.remove("bootstrap.servers");
        settings.put("window.txts", "5");
        settings.put("http.port", "70000");
        settings.put("null.text", "drop");
        settings.put("task.intents.topic", "x");
        settings.put("group.protocol", "streams");
        settings.put("processing.guarantee", "at_least_once");

        assertThat(problems())
                .anyMatch(problem -> problem.startsWith("bootstrap.servers is missing"))
                .anyMatch(problem -> problem.equals("Unknown key window.txts: did you mean window.texts?"))
                .anyMatch(problem -> problem.equals("http.port = 70000: expected whole number, 0 to 65535."))
                .anyMatch(problem -> problem.equals("null.text = drop: expected one of skip, dead-letter."))
                .anyMatch(problem -> problem.startsWith("task.intents.topic is set but task.intents.model is not"))
                .anyMatch(problem -> problem.startsWith("group.protocol = streams cannot be used"))
                .hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({
        "embedding.modle,task.embeddings.model",
        "linger.ms,batch.linger.ms",
        "top.k,task.classifications.top.k",
        "dead-letter.topic,dead.letter.topic",
        "auto.register.schema,auto.register.schemas",
        "window_texts,window.texts"
    })
    void shouldSuggestWhatWasMeant(String written, String meant) {
        settings.put(written, "1");

        assertThat(problems()).containsExactly("Unknown key " + written + ": did you mean " + meant + "?");
    }

    @Test
    void shouldNotGuessWhereNothingIsNear() {
        settings.put("quite.another.matter", "1");

        assertThat(problems())
                .containsExactly("Unknown key quite.another.matter: it is not in the reference; put kafka. before a"
                        + " setting for Kafka, serde. before one for the serdes.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka.default.client.supplier",
                "kafka.processing.exception.handler",
                "kafka.deserialization.exception.handler",
                "kafka.production.exception.handler",
                "kafka.errors.dead.letter.queue.topic.name",
                "kafka.consumer.enable.auto.commit",
                "kafka.main.consumer.enable.auto.commit",
                "kafka.producer.enable.idempotence",
                "kafka.__processing.threads.enabled__",
                "kafka.application.id"
            })
    void shouldRefuseWhatWouldUndoTheCommitRule(String key) {
        settings.put(key, "x");

        assertThat(problems()).anyMatch(problem -> problem.startsWith(key + " cannot be set: "));
    }

    @ParameterizedTest
    @CsvSource({"0,false", "1,false", "all,true", "-1,true"})
    void shouldRefuseAcknowledgementsThatCanLoseResults(String acks, boolean fine) {
        settings.put("kafka.producer.acks", acks);

        if (fine) {
            assertThat(TextmillConfig.parse(settings).kafka()).containsEntry("producer.acks", acks);
        } else {
            assertThat(problems()).anyMatch(problem -> problem.startsWith("kafka.producer.acks = " + acks));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.retry.backoff.ms,0,false",
        "kafka.producer.retry.backoff.ms,00,false",
        "kafka.consumer.retry.backoff.max.ms,0,false",
        "kafka.producer.retry.backoff.ms,20,true",
        "kafka.admin.retry.backoff.ms,0,true",
    })
    void shouldRefuseAPauseByWhichEveryCommitIsLate(String key, String value, boolean fine) {
        settings.put(key, value);

        if (fine) {
            assertThat(TextmillConfig.parse(settings).kafka()).containsEntry(key.substring(6), value);
        } else {
            assertThat(problems())
                    .singleElement()
                    .asString()
                    .startsWith(key + " = " + value + ": expected 1 or more. Without a pause");
        }
    }

    @Test
    void shouldSuggestKafkasKeysOnANearMiss() {
        settings.put("kafka.consumer.session.timeout.mss", "6000");

        assertThat(problems())
                .containsExactly("Unknown Kafka setting kafka.consumer.session.timeout.mss: did you mean"
                        + " kafka.consumer.session.timeout.ms?");
    }

    @Test
    void shouldReportEverythingThatKafkaItselfRefuses() {
        settings.put("kafka.producer.linger.ms", "soon");
        settings.put("kafka.security.protocol", "SSLL");
        settings.put("kafka.consumer.fetch.min.bytes", "-1");

        assertThat(problems())
                .hasSize(3)
                .contains(
                        "kafka.producer.linger.ms = soon: Kafka refuses it: Not a number of type LONG.",
                        "kafka.consumer.fetch.min.bytes = -1: Kafka refuses it: Value must be at least 0.")
                .anyMatch(problem -> problem.startsWith(
                        "kafka.security.protocol = SSLL: Kafka refuses it: String must" + " be one of"));
    }

    /** Values that are each right and cannot work together. */
    @Test
    void shouldReportWhatKafkaRefusesAltogether() {
        settings.put("kafka.producer.max.in.flight.requests.per.connection", "10");

        assertThat(problems()).singleElement().asString().startsWith("Kafka refuses its settings: ");
    }

    @ParameterizedTest
    @CsvSource({
        "window.wait.ms,4000,transaction.timeout.ms = 10000",
        "batch.texts,3000,partition.window.texts = 2048 is less than batch.texts = 3000",
        "dead.letter.topic,texts,input.topic and dead.letter.topic are both texts",
        "task.embeddings.topic,texts,input.topic and task.embeddings.topic are both texts",
        "tokens,offsets,tokens is set but task.replaced-tokens.model is not",
        "'input.topic','a,a','input.topic = a,a: expected name of a topic, or several'",
        "device,gpu,device = gpu: expected auto",
        "http.ssl.client.auth,required,http.ssl.client.auth is of no use without TLS: set http.ssl.keystore.location",
        "http.ssl.truststore.location,/ca.pem,http.ssl.truststore.location is of no use without TLS",
        "precision,bf16,precision = bf16 is computed by OpenVINO alone: set device = openvino",
        "precision,int8,'precision = int8: expected one of auto, fp32, bf16, fp16'",
        "input.topic,a/b,input.topic = a/b: expected name of a topic"
    })
    void shouldRefuseContradictions(String key, String value, String expected) {
        settings.put(key, value);

        assertThat(problems()).singleElement().asString().contains(expected);
    }

    @Test
    void shouldRefuseAWindowSmallerThanABatchButNotOneThatSuitsTheDevice() {
        settings.put("batch.texts", "1000");
        assertThat(TextmillConfig.parse(settings).get(EngineKeys.WINDOW_TEXTS)).isZero();

        settings.put("window.texts", "512");
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("window.texts = 512 is less than batch.texts = 1000");
    }

    @Test
    void shouldAllowLongWaitsWhereNoTransactionRunsOut() {
        settings.put("window.wait.ms", "4000");
        settings.put("processing.guarantee", "at_least_once");

        assertThat(TextmillConfig.parse(settings).get(DeliveryKeys.WINDOW_WAIT)).isEqualTo(Duration.ofSeconds(4));

        settings.put("kafka.consumer.max.poll.interval.ms", "10000");
        assertThat(problems()).singleElement().asString().contains("max.poll.interval.ms = 10000");
    }

    @Test
    void shouldAskForAtLeastOneTask() {
        settings.remove("task.embeddings.model");

        assertThat(problems()).singleElement().asString().startsWith("No task is on");
    }

    @Test
    void shouldSayWhichTopicOfItsOwnMakingWouldBeTooLong() {
        String input = "x".repeat(245);

        assertThat(catchThrowableOfType(
                                ConfigException.class,
                                () -> TextmillConfig.parse(Map.of(
                                        "bootstrap.servers", "a:1",
                                        "schema.registry.url", "http://a:1",
                                        "input.topic", input,
                                        "task.vectors.model", "any")))
                        .problems())
                .containsExactlyInAnyOrder(
                        "task.vectors.topic would be " + input + ".vectors, which is too long for a topic: set it.",
                        "dead.letter.topic would be " + input
                                + ".dead-letters, which is too long for a topic: set it.");
    }

    @Test
    void shouldReadProperties() {
        Properties properties = new Properties();
        properties.putAll(settings);

        assertThat(only(TextmillConfig.parse(properties)).tasks()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a:4318/v1/metrics,http://b:4318/v1/metrics",
                "collector:4318",
                "ftp://collector/v1/metrics",
                "http:///v1/metrics",
                "http://who:secret@collector/v1/metrics",
                "http://collector:4318/v1 metrics",
            })
    void shouldSendMetricsToOneAddress(String written) {
        settings.put("metrics.otlp.url", written);

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("metrics.otlp.url")
                .endsWith("expected one address that begins with http:// or https://, without a user or password.")
                .doesNotContain("secret");
    }

    @Test
    void shouldKeepTheQueryOfWhereMetricsGo() {
        settings.put("metrics.otlp.url", "https://collector/v1/metrics?key=word");

        TextmillConfig config = TextmillConfig.parse(settings);

        assertThat(config.find(OperationKeys.METRICS_OTLP_URL)).contains("https://collector/v1/metrics?key=word");
        assertThat(config.effective())
                .filteredOn(setting -> setting.key().equals("metrics.otlp.url"))
                .singleElement()
                .satisfies(setting -> assertThat(setting.value()).doesNotContain("word"));
    }

    private static PipelineConfig only(TextmillConfig config) {
        assertThat(config.pipelines()).hasSize(1);
        return config.pipelines().get(0);
    }

    private List<String> problems() {
        ConfigException thrown = catchThrowableOfType(ConfigException.class, () -> TextmillConfig.parse(settings));
        assertThat(thrown).isNotNull();
        return thrown.problems();
    }
}
