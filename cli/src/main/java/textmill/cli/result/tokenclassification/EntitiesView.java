package textmill.cli.result.tokenclassification;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;
import textmill.cli.result.ResultView;
import textmill.cli.result.ResultViews;
import textmill.events.EntityAnnotations;
import textmill.runtime.task.tokenclassification.Entities;

/** {@code {"entities":[{"label","score","start","end","text"}]}}, and the first few of them in a line. */
public final class EntitiesView implements ResultView<Entities, EntityAnnotations> {
    private static final int ENTITIES_SHOWN = 5;

    @Override
    public String name() {
        return "token-classification";
    }

    @Override
    public Class<Entities> result() {
        return Entities.class;
    }

    @Override
    public Class<EntityAnnotations> record() {
        return EntityAnnotations.class;
    }

    @Override
    public void write(JsonGenerator json, Entities result) throws IOException {
        json.writeArrayFieldStart("entities");
        for (Entities.Entity entity : result.entities()) {
            json.writeStartObject();
            json.writeStringField("label", entity.label());
            json.writeNumberField("score", entity.score());
            json.writeNumberField("start", entity.start());
            json.writeNumberField("end", entity.end());
            json.writeStringField("text", entity.text());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    @Override
    public float[] numbers(Entities result) {
        float[] scores = new float[result.entities().size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = result.entities().get(i).score();
        }
        return scores;
    }

    @Override
    public float[] expected(JsonNode line, Entities result) {
        return ResultViews.array(line, "entities", entity -> entity.path("score"));
    }

    @Override
    public String line(EntityAnnotations record) {
        int more = record.getEntities().size() - ENTITIES_SHOWN;
        String shown = record.getEntities().stream()
                .limit(ENTITIES_SHOWN)
                .map(entity -> String.format(
                        Locale.ROOT,
                        "%s %s[%d-%d] %.2f",
                        entity.getLabel(),
                        entity.getText() == null ? "" : entity.getText(),
                        entity.getStart(),
                        entity.getEnd(),
                        entity.getScore()))
                .collect(Collectors.joining(", "));
        return (shown.isEmpty() ? "nothing found" : shown) + (more > 0 ? ", " + more + " more" : "");
    }
}
