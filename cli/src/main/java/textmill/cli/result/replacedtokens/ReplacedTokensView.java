package textmill.cli.result.replacedtokens;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import textmill.cli.result.ResultView;
import textmill.cli.result.ResultViews;
import textmill.events.ReplacedTokenScores;
import textmill.events.TokenScore;
import textmill.runtime.task.replacedtokens.ReplacedTokens;

/** {@code {"score","max","tokens":[{"token","start","end","score","flagged"}]}}, and the worst tokens in a line. */
public final class ReplacedTokensView implements ResultView<ReplacedTokens, ReplacedTokenScores> {
    private static final int TOKENS_SHOWN = 5;

    @Override
    public String name() {
        return "replaced-tokens";
    }

    @Override
    public Class<ReplacedTokens> result() {
        return ReplacedTokens.class;
    }

    @Override
    public Class<ReplacedTokenScores> record() {
        return ReplacedTokenScores.class;
    }

    @Override
    public void write(JsonGenerator json, ReplacedTokens result) throws IOException {
        float[] scores = result.probabilities();
        double sum = 0;
        float max = 0;
        for (float score : scores) {
            sum += score;
            max = Math.max(max, score);
        }
        json.writeNumberField("score", scores.length == 0 ? 0f : (float) (sum / scores.length));
        json.writeNumberField("max", max);
        json.writeArrayFieldStart("tokens");
        for (int i = 0; i < scores.length; i++) {
            json.writeStartObject();
            json.writeStringField("token", result.tokens()[i]);
            json.writeNumberField("start", result.starts()[i]);
            json.writeNumberField("end", result.ends()[i]);
            json.writeNumberField("score", scores[i]);
            json.writeBooleanField("flagged", scores[i] >= result.threshold());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    @Override
    public float[] numbers(ReplacedTokens result) {
        return result.probabilities();
    }

    @Override
    public float[] expected(JsonNode line, ReplacedTokens result) {
        return line.has("tokens")
                ? ResultViews.array(line, "tokens", token -> token.path("score"))
                : ResultViews.array(line, "probabilities", number -> number);
    }

    @Override
    public boolean isFlagged(ReplacedTokenScores record) {
        return !record.getFlaggedSpans().isEmpty();
    }

    @Override
    public String line(ReplacedTokenScores record) {
        String flagged = record.getTokens().stream()
                .filter(token -> token.getFlagged())
                .sorted(Comparator.comparing((TokenScore token) -> token.getScore())
                        .reversed())
                .limit(TOKENS_SHOWN)
                .map(token -> String.format(
                        Locale.ROOT,
                        "%s[%d-%d] %.2f",
                        token.getToken() == null ? "" : token.getToken(),
                        token.getStart(),
                        token.getEnd(),
                        token.getScore()))
                .collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, "mean %.2f max %.2f", record.getMeanScore(), record.getMaxScore())
                + (flagged.isEmpty() ? "" : ", flagged: " + flagged);
    }
}
