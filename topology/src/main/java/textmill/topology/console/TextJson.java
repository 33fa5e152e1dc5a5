package textmill.topology.console;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import textmill.runtime.text.TextPrefix;
import textmill.topology.anomaly.Verdict;
import textmill.topology.console.KnownText.Words;
import textmill.topology.console.Neighbours.Neighbour;
import textmill.topology.deadletter.Origin;
import textmill.topology.result.Picture;

/** Texts as JSON. Places are told by number, never by what stands there: words are in the text alone. */
final class TextJson {
    private static final int LONGEST_IN_LIST = 600;

    private TextJson() {}

    /** A line of a list: the beginning of a text. */
    static void row(JsonGenerator json, KnownText text, List<String> tasks, Optional<Neighbour> nearest)
            throws IOException {
        write(json, text, tasks, new Extent(LONGEST_IN_LIST, nearest));
    }

    /** All that is known. */
    static void whole(JsonGenerator json, KnownText text, List<String> tasks, Optional<Neighbour> nearest)
            throws IOException {
        write(json, text, tasks, new Extent(Integer.MAX_VALUE, nearest));
    }

    private record Extent(int longest, Optional<Neighbour> nearest) {}

    private static void write(JsonGenerator json, KnownText text, List<String> tasks, Extent extent)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", text.id());
        json.writeStringField("pipeline", text.pipeline());
        origin(json, text.origin());
        json.writeNumberField("time", text.time());
        json.writeNumberField("seen", text.seenAt());
        json.writeNumberField("tokens", text.tokens());
        json.writeBooleanField("truncated", text.flags().truncated());
        json.writeBooleanField("substituted", text.flags().substituted());
        json.writeBooleanField("flagged", text.isFlagged());
        words(json, text.words(), extent.longest);
        json.writeArrayFieldStart("results");
        for (int i = 0; i < text.pictures().size(); i++) {
            json.writeStartObject();
            json.writeStringField("task", tasks.get(i));
            picture(json, text.pictures().get(i), text.words() != null, extent.longest);
            json.writeEndObject();
        }
        json.writeEndArray();
        Verdict verdict = text.verdict();
        if (verdict != null) {
            verdict(json, verdict);
        }
        if (extent.nearest.isPresent()) {
            nearest(json, extent.nearest.get(), extent.longest);
        }
        json.writeEndObject();
    }

    private static void verdict(JsonGenerator json, Verdict verdict) throws IOException {
        json.writeObjectFieldStart("anomaly");
        json.writeNumberField("p", verdict.p());
        json.writeNumberField("threshold", verdict.threshold());
        json.writeBooleanField("alarm", verdict.alarm());
        json.writeBooleanField("warming", verdict.warming());
        json.writeArrayFieldStart("parts");
        for (Verdict.PartScore part : verdict.parts()) {
            json.writeStartArray();
            json.writeString(part.part().text());
            json.writeNumber(part.p());
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    static void origin(JsonGenerator json, Origin origin) throws IOException {
        json.writeStringField("topic", origin.topic());
        json.writeNumberField("partition", origin.partition());
        json.writeNumberField("offset", origin.offset());
    }

    private static void words(JsonGenerator json, @Nullable Words words, int longest) throws IOException {
        if (words == null) {
            return;
        }
        json.writeStringField("text", TextPrefix.of(words.text(), longest));
        json.writeNumberField("length", words.length());
        String pair = words.pair();
        if (pair != null) {
            json.writeStringField("pair", TextPrefix.of(pair, longest));
        }
        String key = words.key();
        if (key != null) {
            json.writeStringField("key", key);
        }
    }

    static void nearest(JsonGenerator json, Neighbour nearest, int longest) throws IOException {
        json.writeObjectFieldStart("nearest");
        json.writeNumberField("id", nearest.text().id());
        json.writeFieldName("cosine");
        Json.number(json, nearest.cosine());
        Words words = nearest.text().words();
        if (words != null) {
            json.writeStringField("text", TextPrefix.of(words.text(), longest));
        }
        json.writeEndObject();
    }

    /**
     * The fields of a picture.
     *
     * @param spoken whether words may be told
     * @param longest what begins behind so many code units is left out
     */
    static void picture(JsonGenerator json, Picture picture, boolean spoken, int longest) throws IOException {
        labels(json, "labels", picture.labels());
        if (spoken) {
            labels(json, "words", picture.words());
        }
        if (!picture.tones().isEmpty()) {
            json.writeArrayFieldStart("tones");
            for (Picture.Tone tone : picture.tones()) {
                if (tone.start() < longest) {
                    json.writeStartArray();
                    json.writeNumber(tone.start());
                    json.writeNumber(tone.end());
                    Json.number(json, tone.strength());
                    json.writeNumber(tone.flagged() ? 1 : 0);
                    json.writeEndArray();
                }
            }
            json.writeEndArray();
        }
        if (!picture.marks().isEmpty()) {
            json.writeArrayFieldStart("marks");
            for (Picture.Mark mark : picture.marks()) {
                if (mark.start() < longest) {
                    json.writeStartArray();
                    json.writeNumber(mark.start());
                    json.writeNumber(mark.end());
                    json.writeString(mark.label());
                    Json.number(json, mark.score());
                    json.writeEndArray();
                }
            }
            json.writeEndArray();
        }
        if (!picture.figures().isEmpty()) {
            json.writeArrayFieldStart("figures");
            for (Picture.Figure figure : picture.figures()) {
                json.writeStartArray();
                json.writeString(figure.name());
                Json.number(json, figure.value());
                json.writeEndArray();
            }
            json.writeEndArray();
        }
    }

    private static void labels(JsonGenerator json, String field, List<Picture.Label> labels) throws IOException {
        if (labels.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(field);
        for (Picture.Label label : labels) {
            json.writeStartArray();
            json.writeString(label.name());
            Json.number(json, label.score());
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}
