package textmill.topology.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import textmill.runtime.task.classification.ClassificationType;
import textmill.runtime.task.embedding.EmbeddingType;
import textmill.runtime.task.replacedtokens.ReplacedTokensType;

class NamedTasksTest {
    private static final Key<Integer> TOP_K = Key.of("top.k", Rule.count(1, 9), 5, "Best.");

    private final Map<String, String> settings =
            new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:1", "schema.registry.url", "http://127.0.0.1:1"));

    @Test
    void shouldHaveAnyNumberOfTasksSeveralOfOneKind() {
        settings.put("input.topic", "tickets,mails");
        settings.put("task.intents.model", "clinc150-intents");
        settings.put("task.toxicity.model", "/models/toxic");
        settings.put("task.toxicity.topic", "toxic");
        settings.put("task.toxicity.task", "classification");

        assertThat(tasks())
                .extracting(TaskSettings::name, TaskSettings::model, TaskSettings::topic, TaskSettings::kind)
                .containsExactly(
                        tuple("intents", "clinc150-intents", "tickets.intents", Optional.empty()),
                        tuple("toxicity", "/models/toxic", "toxic", Optional.of(ClassificationType.INSTANCE)));
    }

    @Test
    void shouldReadTheOptionsOfAKind() {
        settings.put("task.intents.model", "any");
        settings.put("task.intents.top.k", "3");

        assertThat(tasks().get(0).options("classification", List.of(TOP_K)).get(TOP_K))
                .isEqualTo(3);
    }

    @Test
    void shouldRefuseOptionsThatTheKindDoesNotHaveAndValuesThatDoNotFit() {
        settings.put("task.intents.model", "any");
        settings.put("task.intents.top.k", "none");
        settings.put("task.intents.top.q", "3");
        settings.put("task.intents.tokens", "full");
        TaskSettings task = tasks().get(0);

        ConfigException refused =
                catchThrowableOfType(ConfigException.class, () -> task.options("classification", List.of(TOP_K)));

        assertThat(refused.problems())
                .containsExactlyInAnyOrder(
                        "task.intents.top.q: tasks of kind classification have no option top.q: did you mean top.k?",
                        "task.intents.tokens: tasks of kind classification have no option tokens; they have activation,"
                                + " dimensions, labels, model, model.file, normalise, output, pooling, prompt, prompt.field, prompt.header, task, top.k, topic.",
                        "task.intents.top.k = none: expected whole number, 1 to 9.");
    }

    @Test
    void shouldTakeOldNamesAndSayTheNewOnesOnce() {
        settings.put("embedding.model", "all-minilm-l6-v2");
        settings.put("embedding.topic", "vectors");
        settings.put("classification.model", "clinc150-intents");
        settings.put("classification.top.k", "2");
        settings.put("replaced-tokens.model", "rtd-small");
        settings.put("tokens", "offsets");
        settings.put("task.window.texts", "99");

        List<String> warnings = warnings();

        assertThat(warnings)
                .containsExactlyInAnyOrder(
                        "embedding.model is now called task.embeddings.model; the old name still works",
                        "embedding.topic is now called task.embeddings.topic; the old name still works",
                        "classification.model is now called task.classifications.model; the old name still works",
                        "classification.top.k is now called task.classifications.top.k; the old name still works",
                        "replaced-tokens.model is now called task.replaced-tokens.model; the old name still works",
                        "tokens is now called task.replaced-tokens.tokens; the old name still works",
                        "task.window.texts is now called partition.window.texts; the old name still works");
        assertThat(tasks())
                .extracting(TaskSettings::name, TaskSettings::topic, TaskSettings::kind)
                .containsExactly(
                        tuple("classifications", "texts.classifications", Optional.of(ClassificationType.INSTANCE)),
                        tuple("embeddings", "vectors", Optional.of(EmbeddingType.INSTANCE)),
                        tuple("replaced-tokens", "texts.replaced-tokens", Optional.of(ReplacedTokensType.INSTANCE)));
        assertThat(tasks().get(0).options("classification", List.of(TOP_K)).get(TOP_K))
                .isEqualTo(2);
        assertThat(TextmillConfig.parse(settings).get(DeliveryKeys.PARTITION_WINDOW_TEXTS))
                .isEqualTo(99);
    }

    @Test
    void shouldRefuseAnOldNameBesideItsNewOne() {
        settings.put("embedding.model", "a");
        settings.put("task.embeddings.model", "b");

        ConfigException refused = catchThrowableOfType(ConfigException.class, this::tasks);

        assertThat(refused.problems())
                .containsExactly("embedding.model is the old name of task.embeddings.model: remove one of the two.");
    }

    private List<TaskSettings> tasks() {
        return TextmillConfig.parse(settings).pipelines().get(0).tasks();
    }

    private List<String> warnings() {
        Logger logger = (Logger) LoggerFactory.getLogger(OldNames.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            TextmillConfig.parse(settings);
        } finally {
            logger.detachAppender(log);
        }
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
