package textmill.topology.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import textmill.runtime.redaction.PersonalDataRule;

class RedactionSettingsTest {
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "bootstrap.servers", "127.0.0.1:1", "schema.registry.url", "http://127.0.0.1:1", "redact.topic", "clean"));

    @Test
    void shouldRedactByAllRulesWithoutATask() {
        PipelineConfig pipeline = pipeline();

        RedactionSettings redaction = pipeline.redaction().orElseThrow();
        assertThat(pipeline.tasks()).isEmpty();
        assertThat(redaction.topic()).isEqualTo("clean");
        assertThat(redaction.rules()).containsExactly(PersonalDataRule.values());
        assertThat(redaction.phoneRegions()).containsExactly("US", "GB");
        assertThat(redaction.entities()).isEmpty();
        assertThat(pipeline.deadLettersKeepValues()).isFalse();
    }

    @Test
    void shouldReadWhatIsWritten() {
        settings.putAll(Map.of(
                "task.people.model", "any",
                "redact.task", "people",
                "redact.labels", "PERSON, ADDRESS",
                "redact.rules", "iban,email",
                "redact.replacement", "hash",
                "redact.hash.key", "sixteen bytes it is",
                "redact.phone.regions", "de, at",
                "redact.unseen", "rules",
                "dead.letter.value", "keep",
                "dead.letter.stacktrace", "true"));

        RedactionSettings redaction = pipeline().redaction().orElseThrow();

        assertThat(redaction.rules()).containsExactly(PersonalDataRule.IBAN, PersonalDataRule.EMAIL);
        assertThat(redaction.entities().orElseThrow().labels()).containsExactlyInAnyOrder("PERSON", "ADDRESS");
        assertThat(redaction.entities().orElseThrow().unseen()).isEqualTo(RedactionKeys.Unseen.RULES);
        assertThat(redaction.phoneRegions()).containsExactly("DE", "AT");
        assertThat(redaction.toString()).doesNotContain("sixteen");
        assertThat(pipeline().deadLettersKeepValues()).isTrue();
    }

    @Test
    void shouldSayWhatDoesNotFitTogether() {
        settings.putAll(Map.of(
                "redact.task", "nobody",
                "redact.replacement", "hash",
                "redact.rules", "emails",
                "redact.phone.regions", "XX",
                "dead.letter.stacktrace", "true"));

        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "redact.rules = emails: expected one of email, iban, credit-card, ip-address, phone, or several"
                                + " separated by commas, or none.",
                        "redact.phone.regions = XX: expected country of two letters, or several separated by commas, or"
                                + " none.",
                        "redact.task = nobody: there is no such task; expected one of .",
                        "redact.replacement = hash needs redact.hash.key: set it to a secret of 16 bytes or more.",
                        "dead.letter.stacktrace = true: stack traces can carry parts of a text that is to be redacted."
                                + " Remove it, or set dead.letter.value = keep.");
    }

    @Test
    void shouldNotPretendToRedact() {
        settings.put("redact.rules", "none");
        assertThat(problems())
                .containsExactly(
                        "redact.rules = none and no redact.task: nothing would be redacted. Name rules or a task.");

        settings.remove("redact.topic");
        settings.put("task.people.model", "any");
        assertThat(problems())
                .containsExactly(
                        "redact.rules is set but redact.topic is not, so nothing is redacted: set the topic, or"
                                + " remove it.");
    }

    @Test
    void shouldNotRepeatASecret() {
        settings.put("redact.hash.key", "swordfish");
        assertThat(problems()).hasSize(2).allSatisfy(problem -> assertThat(problem)
                .doesNotContain("swordfish"));
    }

    @Test
    void shouldGiveEveryTopicOnePurpose() {
        settings.putAll(Map.of(
                "task.people.model", "any",
                "task.people.route.a.topic", "clean",
                "task.people.route.a.labels", "PERSON",
                "task.people.route.b.topic", "texts",
                "task.people.route.b.labels", "PERSON",
                "task.people.route.c.labels", "PERSON",
                "task.people.route.d.topic", "d"));

        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "task.people.route.c.topic is missing: set it, or remove the route.",
                        "task.people.route.d. has no condition, so that all results would be there twice: set one.",
                        "task.people.route.a.topic and redact.topic are both clean: each needs a topic of its own.",
                        "input.topic and task.people.route.b.topic are both texts: each needs a topic of its own.");
    }

    private PipelineConfig pipeline() {
        return TextmillConfig.parse(settings).pipelines().get(0);
    }

    private List<String> problems() {
        return catchThrowableOfType(ConfigException.class, this::pipeline).problems();
    }
}
