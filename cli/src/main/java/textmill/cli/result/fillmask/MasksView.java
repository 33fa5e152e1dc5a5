package textmill.cli.result.fillmask;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import textmill.cli.result.ResultView;
import textmill.events.MaskPredictions;
import textmill.events.PredictedMask;
import textmill.runtime.task.fillmask.FilledMasks;

/**
 * {@code {"masks":[{"start","end","candidates":[{"token","id","score"}]}]}}, with {@code "perplexity":x} for a text without
 * masks; the likeliest of each mask in a line.
 */
public final class MasksView implements ResultView<FilledMasks, MaskPredictions> {
    private static final int MASKS_SHOWN = 3;
    private static final int CANDIDATES_SHOWN = 3;

    @Override
    public String name() {
        return "fill-mask";
    }

    @Override
    public Class<FilledMasks> result() {
        return FilledMasks.class;
    }

    @Override
    public Class<MaskPredictions> record() {
        return MaskPredictions.class;
    }

    @Override
    public void write(JsonGenerator json, FilledMasks result) throws IOException {
        json.writeArrayFieldStart("masks");
        for (FilledMasks.Mask mask : result.masks()) {
            json.writeStartObject();
            json.writeNumberField("start", mask.start());
            json.writeNumberField("end", mask.end());
            json.writeArrayFieldStart("candidates");
            for (FilledMasks.Candidate candidate : mask.candidates()) {
                json.writeStartObject();
                json.writeStringField("token", candidate.token());
                json.writeNumberField("id", candidate.id());
                json.writeNumberField("score", candidate.score());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        FilledMasks.Perplexity perplexity = result.perplexity();
        if (perplexity != null && perplexity.tokens() == 0) {
            json.writeNullField("perplexity");
        } else if (perplexity != null) {
            json.writeNumberField("perplexity", perplexity.value());
            json.writeNumberField("perplexityTokens", perplexity.tokens());
        }
    }

    @Override
    public float[] numbers(FilledMasks result) {
        FilledMasks.Perplexity perplexity = result.perplexity();
        if (perplexity != null) {
            return perplexity.tokens() == 0 ? new float[0] : new float[] {(float) perplexity.value()};
        }
        List<Float> scores = new ArrayList<>();
        result.masks().forEach(mask -> mask.candidates().forEach(candidate -> scores.add(candidate.score())));
        return floats(scores);
    }

    @Override
    public float[] expected(JsonNode line, FilledMasks result) {
        if (result.perplexity() != null) {
            JsonNode perplexity = line.path("perplexity");
            return perplexity.isNumber() ? new float[] {(float) perplexity.asDouble()} : new float[0];
        }
        List<Float> scores = new ArrayList<>();
        line.path("masks").forEach(mask -> mask.path("candidates")
                .forEach(candidate -> scores.add((float) candidate.path("score").asDouble())));
        return floats(scores);
    }

    private static float[] floats(List<Float> list) {
        float[] floats = new float[list.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = list.get(i);
        }
        return floats;
    }

    @Override
    public String line(MaskPredictions record) {
        int more = record.getMasks().size() - MASKS_SHOWN;
        String shown = record.getMasks().stream()
                .limit(MASKS_SHOWN)
                .map(MasksView::mask)
                .collect(Collectors.joining("; "));
        if (record.getPerplexity() != null) {
            return String.format(
                    Locale.ROOT, "perplexity %.2f of %d tokens", record.getPerplexity(), record.getPerplexityTokens());
        }
        return (shown.isEmpty() ? "no mask" : shown) + (more > 0 ? "; " + more + " more" : "");
    }

    private static String mask(PredictedMask mask) {
        return mask.getCandidates().stream()
                .limit(CANDIDATES_SHOWN)
                .map(candidate -> String.format(
                        Locale.ROOT, "%s %.2f", candidate.getToken().strip(), candidate.getScore()))
                .collect(Collectors.joining(", ", "[" + mask.getStart() + "-" + mask.getEnd() + "] ", ""));
    }
}
