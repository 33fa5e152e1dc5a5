package textmill.topology.result.replacedtokens;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import textmill.events.FlaggedSpan;
import textmill.events.ReplacedTokenScores;
import textmill.events.TokenScore;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.replacedtokens.ReplacedTokens;
import textmill.runtime.task.replacedtokens.ReplacedTokensType;
import textmill.topology.anomaly.Evidence;
import textmill.topology.config.Key;
import textmill.topology.config.Rule;
import textmill.topology.config.Settings;
import textmill.topology.result.Conditions;
import textmill.topology.result.Content;
import textmill.topology.result.Picture;
import textmill.topology.result.ResultSource;
import textmill.topology.result.ResultType;

/** Replaced-token scores as {@link ReplacedTokenScores}. */
public final class ReplacedTokenResults implements ResultType {

    /** Whether records repeat parts of the text. */
    public static final Key<Content> TOKENS = Key.of(
            "tokens",
            Rule.word(Content.class),
            Content.FULL,
            "`full`: replaced-token scores carry each token's text. `offsets`: they carry its position only, so that no content of the input is repeated.");

    /** Whether any token is flagged. */
    public static final Key<Boolean> FLAGGED =
            Key.optional("flagged", Rule.flag(), "`true`: at least one token is flagged; `false`: none is.");

    /** How suspicious the most suspicious token is. */
    public static final Key<Float> SCORE_ABOVE =
            Key.optional("score.above", Rule.probability(), "The greatest probability of a token is greater.");

    @Override
    public TaskType kind() {
        return ReplacedTokensType.INSTANCE;
    }

    @Override
    public List<Key<?>> options() {
        return List.of(TOKENS);
    }

    @Override
    public Optional<String> insteadOfText(Settings options) {
        return options.get(TOKENS) == Content.FULL ? Optional.of("tokens to offsets") : Optional.empty();
    }

    @Override
    public List<Key<?>> conditions() {
        return List.of(FLAGGED, SCORE_ABOVE);
    }

    @Override
    public Predicate<TaskResult> condition(Settings settings) {
        Conditions<ReplacedTokens> conditions = new Conditions<ReplacedTokens>(settings)
                .with(FLAGGED, (result, flagged) -> flagged == (greatest(result) >= result.threshold()))
                .with(SCORE_ABOVE, (result, score) -> greatest(result) > score);
        return result -> conditions.hold((ReplacedTokens) result);
    }

    /** The greatest probability of a token; less than any if there is none. */
    private static float greatest(ReplacedTokens result) {
        float greatest = -1;
        for (float probability : result.probabilities()) {
            greatest = Math.max(greatest, probability);
        }
        return greatest;
    }

    @Override
    public void tell(TaskResult result, Evidence evidence) {
        ReplacedTokens tokens = (ReplacedTokens) result;
        evidence.replacedTokens(tokens.probabilities(), tokens.starts(), tokens.ends(), tokens.threshold());
    }

    @Override
    public void show(TaskResult result, Picture picture) {
        ReplacedTokens tokens = (ReplacedTokens) result;
        float[] scores = tokens.probabilities();
        double sum = 0;
        int flagged = 0;
        for (int i = 0; i < scores.length; i++) {
            boolean beyond = scores[i] >= tokens.threshold();
            picture.tone(tokens.starts()[i], tokens.ends()[i], scores[i], beyond);
            sum += scores[i];
            flagged += beyond ? 1 : 0;
        }
        float max = Math.max(0, greatest(tokens));
        picture.score(max)
                .figure("max", max)
                .figure("mean", scores.length == 0 ? 0 : sum / scores.length)
                .figure("flagged", flagged);
    }

    @Override
    public SpecificRecord empty() {
        return new ReplacedTokenScores("", 0, 0L, "", "", false, true, false, 0f, 0f, 0f, List.of(), List.of());
    }

    @Override
    public Records records(Settings options) {
        boolean tokenText = options.get(TOKENS) == Content.FULL;
        return (source, result) -> record(source, (ReplacedTokens) result, tokenText);
    }

    private static ReplacedTokenScores record(ResultSource source, ReplacedTokens tokens, boolean tokenText) {
        float[] scores = tokens.probabilities();
        List<TokenScore> tokenScores = new ArrayList<>(scores.length);
        double sum = 0;
        float max = 0;
        for (int i = 0; i < scores.length; i++) {
            tokenScores.add(new TokenScore(
                    tokenText ? tokens.tokens()[i] : null,
                    tokens.starts()[i],
                    tokens.ends()[i],
                    scores[i],
                    scores[i] >= tokens.threshold()));
            sum += scores[i];
            max = Math.max(max, scores[i]);
        }
        return new ReplacedTokenScores(
                source.origin().topic(),
                source.origin().partition(),
                source.origin().offset(),
                source.task().model(),
                source.task().fingerprint(),
                source.text().flags().truncated(),
                source.text().flags().empty(),
                source.text().flags().substituted(),
                scores.length == 0 ? 0f : (float) (sum / scores.length),
                max,
                tokens.threshold(),
                flaggedSpans(tokenScores),
                tokenScores);
    }

    /** Runs of neighbouring flagged tokens. */
    private static List<FlaggedSpan> flaggedSpans(List<TokenScore> tokens) {
        List<FlaggedSpan> spans = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).getFlagged()) {
                int start = tokens.get(i).getStart();
                float max = tokens.get(i).getScore();
                while (i + 1 < tokens.size() && tokens.get(i + 1).getFlagged()) {
                    i++;
                    max = Math.max(max, tokens.get(i).getScore());
                }
                spans.add(new FlaggedSpan(start, tokens.get(i).getEnd(), max));
            }
        }
        return spans;
    }
}
