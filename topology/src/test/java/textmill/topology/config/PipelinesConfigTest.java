package textmill.topology.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.schema.text.TextFormat;

class PipelinesConfigTest {
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "bootstrap.servers", "127.0.0.1:1",
            "schema.registry.url", "http://127.0.0.1:1",
            "task.vectors.model", "all-minilm-l6-v2",
            "pipeline.support.input.topic", "tickets,mails",
            "pipeline.sales.input.topic", "offers"));

    @Test
    void shouldInheritWhatStandsWithoutAPipelineAndReplaceWhatIsItsOwn() {
        settings.put("input.format", "json");
        settings.put("null.text", "dead-letter");
        settings.put("pipeline.sales.input.format", "string");
        settings.put("pipeline.support.task.intents.model", "clinc150-intents");
        settings.put("pipeline.sales.task.vectors.topic", "offer-vectors");

        TextmillConfig config = TextmillConfig.parse(settings);

        PipelineConfig sales = config.pipelines().get(0);
        PipelineConfig support = config.pipelines().get(1);
        assertThat(sales.name()).isEqualTo("sales");
        assertThat(sales.get(InputKeys.FORMAT)).isEqualTo(TextFormat.Kind.STRING);
        assertThat(sales.get(InputKeys.NULL_TEXT)).isEqualTo(InputKeys.NullText.DEAD_LETTER);
        assertThat(sales.deadLetterTopic()).isEqualTo("offers.dead-letters");
        assertThat(sales.tasks()).extracting(TaskSettings::topic).containsExactly("offer-vectors");
        assertThat(support.inputTopics()).containsExactly("tickets", "mails");
        assertThat(support.get(InputKeys.FORMAT)).isEqualTo(TextFormat.Kind.JSON);
        assertThat(support.tasks())
                .extracting(TaskSettings::topic)
                .containsExactly("tickets.intents", "tickets.vectors");
        assertThat(support.nodeName("texts")).isEqualTo("support-texts");
    }

    @Test
    void shouldPutPipelinesTogetherByTheirApplication() {
        settings.put("application.id", "shared");
        settings.put("pipeline.apart.input.topic", "secrets");
        settings.put("pipeline.apart.application.id", "alone");

        TextmillConfig config = TextmillConfig.parse(settings);

        assertThat(config.applications().keySet()).containsExactlyInAnyOrder("shared", "alone");
        assertThat(config.applications().get("shared"))
                .extracting(PipelineConfig::name)
                .containsExactly("sales", "support");
        assertThat(config.kafka("alone")).containsEntry("application.id", "alone");
    }

    @Test
    void shouldGiveApplicationsClientsThatCanBeToldApart() {
        settings.put("kafka.client.id", "mill");
        assertThat(TextmillConfig.parse(settings).kafka()).containsEntry("client.id", "mill");

        settings.put("application.id", "shared");
        settings.put("pipeline.sales.application.id", "alone");
        TextmillConfig config = TextmillConfig.parse(settings);

        assertThat(config.kafka("alone")).containsEntry("client.id", "mill-alone");
        assertThat(config.kafka("shared")).containsEntry("client.id", "mill-shared");
    }

    @Test
    void shouldReportAMistakeThatIsInheritedOnce() {
        settings.put("input.format", "yaml");

        assertThat(problems()).containsExactly("input.format = yaml: expected one of avro, json, string.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pipeline.support.device           | cpu     | pipeline.support.device: device holds for the whole process; write it without pipeline.support.
            pipeline.support.kafka.acks       | all     | pipeline.support.kafka.acks: kafka.acks holds for the whole process
            pipeline.support.inptu.topic      | x       | Unknown key pipeline.support.inptu.topic: did you mean input.topic?
            pipeline.support                  | x       | pipeline.support: expected pipeline.NAME.KEY
            pipeline.a b.input.topic          | x       | pipeline.a b.input.topic: expected pipeline.NAME.KEY
            pipeline.sales.input.topic        | mails   | Pipelines sales and support both read topic mails in application textmill
            pipeline.sales.task.vectors.topic | mails   | Pipeline sales writes topic mails and pipeline support reads it in the same application
            pipeline.sales.dead.letter.topic  | tickets.vectors | pipeline.sales.dead.letter.topic of pipeline sales and pipeline.support.task.vectors.topic of pipeline support are both tickets.vectors
            pipeline.sales.dead.letter.topic  | offers  | pipeline.sales.input.topic and pipeline.sales.dead.letter.topic are both offers
            """)
    void shouldRefuse(String key, String value, String problem) {
        settings.put(key, value);

        assertThat(problems()).singleElement().asString().startsWith(problem);
    }

    @Test
    void shouldAllowAnotherApplicationToReadTheSameTopicOrTheResultsButNoCircle() {
        settings.put("pipeline.sales.application.id", "other");
        settings.put("pipeline.sales.input.topic", "mails,tickets.dead-letters");
        assertThat(TextmillConfig.parse(settings).applications()).hasSize(2);

        settings.put("pipeline.sales.dead.letter.topic", "tickets");
        assertThat(problems()).anyMatch(problem -> problem.startsWith("Pipeline sales reads what comes of its own"));
    }

    @Test
    void shouldLetPipelinesShareTopicsOfResultsAndOfDeadLetters() {
        settings.put("task.vectors.topic", "vectors");
        settings.put("dead.letter.topic", "letters");

        assertThat(TextmillConfig.parse(settings).pipelines())
                .extracting(PipelineConfig::deadLetterTopic)
                .containsOnly("letters");
    }

    @Test
    void shouldAskEveryPipelineForATask() {
        settings.remove("task.vectors.model");
        settings.put("pipeline.sales.task.vectors.model", "any");

        assertThat(problems()).singleElement().asString().startsWith("Pipeline support: No task is on");
    }

    private List<String> problems() {
        ConfigException thrown = catchThrowableOfType(ConfigException.class, () -> TextmillConfig.parse(settings));
        assertThat(thrown).isNotNull();
        return thrown.problems();
    }
}
