package textmill.topology.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnomalyPlanTest {
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "bootstrap.servers", "127.0.0.1:1",
            "schema.registry.url", "http://127.0.0.1:1",
            "task.embeddings.model", "any",
            "anomaly.topic", "texts.anomalies"));

    private PipelineConfig pipeline() {
        return TextmillConfig.parse(settings).pipelines().get(0);
    }

    private List<String> problems() {
        return catchThrowableOfType(ConfigException.class, this::pipeline).problems();
    }

    @Test
    void shouldJudgeAllTextsAsOneStreamUnlessSomethingElseIsWritten() {
        AnomalyPlan plan = pipeline().anomalies().orElseThrow();

        assertThat(plan.key()).isEqualTo(new KeySource(KeySource.Kind.NONE, ""));
        assertThat(plan.learning()).isEqualTo(new AnomalyPlan.Learning(0.001, 100, 500, 1000, 5, 1000, 2));
        assertThat(plan.withText()).isFalse();
        assertThat(plan.topics().all()).containsExactly("texts.anomalies");
        assertThat(pipeline().outputTopics()).containsEntry("anomaly.topic", "texts.anomalies");
    }

    @Test
    void shouldJudgeNothingWithoutATopic() {
        settings.remove("anomaly.topic");

        assertThat(pipeline().anomalies()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "record-key, RECORD_KEY, ''",
        "header:tenant, HEADER, tenant",
        "field:customer.id, FIELD, customer.id",
        "none, NONE, ''"
    })
    void shouldReadWhereTheKeyStands(String written, KeySource.Kind kind, String name) {
        settings.put("anomaly.key", written);

        KeySource source = pipeline().anomalies().orElseThrow().key();

        assertThat(source).isEqualTo(new KeySource(kind, name));
        assertThat(AnomalyKeys.KEY.rule().write(source)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({"1/1000, 1/1000", "0.01, 1/100", "1/3, 1/3", "0.3, 0.3", "0.5, 1/2"})
    void shouldReadARateAsAFractionOrANumber(String written, String shown) {
        settings.put("anomaly.alarm.rate", written);

        double rate = pipeline().anomalies().orElseThrow().learning().alarmRate();

        assertThat(AnomalyKeys.ALARM_RATE.rule().write(rate)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"0", "0.6", "1/0", "-1/5", "1/2/3", "often"})
    void shouldRefuseWhatIsNoRate(String written) {
        settings.put("anomaly.alarm.rate", written);

        assertThat(problems())
                .containsExactly("anomaly.alarm.rate = " + written
                        + ": expected rate above 0 and at most 0.5, such as 1/1000 or 0.001.");
    }

    @Test
    void shouldSayWhatDoesNotFitTogether() {
        settings.putAll(Map.of(
                "anomaly.key", "header:",
                "anomaly.keys.max", "0",
                "anomaly.text", "full",
                "redact.topic", "clean",
                "anomaly.alarm.topic", "texts.embeddings"));

        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "anomaly.key = header:: expected none, record-key, header:NAME or field:PATH.",
                        "anomaly.keys.max = 0: expected whole number, 1 to 100000.",
                        "anomaly.text = full writes the texts which redact.topic is to keep back: set it to none.");
        settings.putAll(Map.of("anomaly.key", "header:a", "anomaly.keys.max", "1", "anomaly.text", "none"));
        assertThat(problems())
                .containsExactly("task.embeddings.topic and anomaly.alarm.topic are both texts.embeddings: each needs a"
                        + " topic of its own.");
    }

    @Test
    void shouldSayThatKeysWithoutATopicDoNothing() {
        settings.remove("anomaly.topic");
        settings.put("anomaly.key", "record-key");

        assertThat(problems())
                .containsExactly("anomaly.key is set but anomaly.topic is not, so nothing is judged: set the topic, or"
                        + " remove it.");
    }

    @Test
    void shouldNeedATask() {
        settings.remove("task.embeddings.model");
        settings.put("redact.topic", "clean");

        assertThat(problems())
                .containsExactly("anomaly.topic is set, and no task is on whose results texts could be judged by: set"
                        + " task.NAME.model.");
    }

    @Test
    void shouldLetNoOtherPipelineUseItsFeedback() {
        settings.put("pipeline.a.input.topic", "a");
        settings.put("pipeline.b.input.topic", "b");
        settings.put("pipeline.a.anomaly.topic", "a.anomalies");
        settings.put("pipeline.b.anomaly.topic", "b.anomalies");
        settings.put("pipeline.a.anomaly.feedback.topic", "b");

        assertThat(problems())
                .containsExactly(
                        "pipeline.a.anomaly.feedback.topic = b: pipeline b uses this topic too; name one of its"
                                + " own.");
    }
}
