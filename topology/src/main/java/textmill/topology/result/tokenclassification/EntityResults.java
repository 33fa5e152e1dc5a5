package textmill.topology.result.tokenclassification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import textmill.events.EntityAnnotation;
import textmill.events.EntityAnnotations;
import textmill.runtime.redaction.Span;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.tokenclassification.Entities;
import textmill.runtime.task.tokenclassification.TokenClassificationType;
import textmill.topology.config.Key;
import textmill.topology.config.Rule;
import textmill.topology.config.Settings;
import textmill.topology.result.Conditions;
import textmill.topology.result.Content;
import textmill.topology.result.Picture;
import textmill.topology.result.ResultSource;
import textmill.topology.result.ResultType;

/** Entities as {@link EntityAnnotations}. */
public final class EntityResults implements ResultType {
    /** Whether records repeat parts of the text. */
    public static final Key<Content> CONTENT = Key.of(
            "entities",
            Rule.word(Content.class),
            Content.FULL,
            "`full`: annotations carry each entity's text. `offsets`: they carry its position only, so that no content of the input is repeated.");

    /** What is found. */
    public static final Key<List<String>> LABELS =
            Key.optional("labels", Rule.texts(), "There is an entity with one of these labels.");

    /** How sure it is. */
    public static final Key<Float> SCORE_ABOVE = Key.optional(
            "score.above",
            Rule.probability(),
            "There is an entity with a greater score; one of those labels, if they are set too.");

    @Override
    public TaskType kind() {
        return TokenClassificationType.INSTANCE;
    }

    @Override
    public List<Key<?>> options() {
        return List.of(CONTENT);
    }

    @Override
    public Optional<String> insteadOfText(Settings options) {
        return options.get(CONTENT) == Content.FULL ? Optional.of("entities to offsets") : Optional.empty();
    }

    @Override
    public boolean findsSpans() {
        return true;
    }

    @Override
    public List<Span> spans(TaskResult result) {
        return ((Entities) result)
                .entities().stream()
                        .filter(entity -> entity.end() > entity.start())
                        .map(entity -> Span.ofModel(entity.label(), entity.start(), entity.end(), entity.score()))
                        .toList();
    }

    @Override
    public List<Key<?>> conditions() {
        return List.of(LABELS, SCORE_ABOVE);
    }

    /** One entity must meet all conditions: a label of one and the score of another would say nothing. */
    @Override
    public Predicate<TaskResult> condition(Settings settings) {
        Conditions<Entities.Entity> conditions = new Conditions<Entities.Entity>(settings)
                .with(LABELS, (entity, labels) -> labels.contains(entity.label()))
                .with(SCORE_ABOVE, (entity, score) -> entity.score() > score);
        return result -> ((Entities) result).entities().stream().anyMatch(conditions::hold);
    }

    @Override
    public void show(TaskResult result, Picture picture) {
        List<Entities.Entity> entities = ((Entities) result).entities();
        for (Entities.Entity entity : entities) {
            picture.mark(entity.start(), entity.end(), entity.label(), entity.score());
        }
        picture.figure("entities", entities.size());
    }

    @Override
    public SpecificRecord empty() {
        return new EntityAnnotations("", 0, 0L, "", "", false, true, false, List.of());
    }

    @Override
    public Records records(Settings options) {
        boolean full = options.get(CONTENT) == Content.FULL;
        return (source, result) -> record(source, (Entities) result, full);
    }

    private static EntityAnnotations record(ResultSource source, Entities result, boolean full) {
        List<EntityAnnotation> entities = new ArrayList<>(result.entities().size());
        for (Entities.Entity entity : result.entities()) {
            entities.add(new EntityAnnotation(
                    entity.label(), entity.score(), entity.start(), entity.end(), full ? entity.text() : null));
        }
        return new EntityAnnotations(
                source.origin().topic(),
                source.origin().partition(),
                source.origin().offset(),
                source.task().model(),
                source.task().fingerprint(),
                source.text().flags().truncated(),
                source.text().flags().empty(),
                source.text().flags().substituted(),
                entities);
    }
}
