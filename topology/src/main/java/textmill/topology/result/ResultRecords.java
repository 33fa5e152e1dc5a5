package textmill.topology.result;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import textmill.events.FlaggedSpan;
import textmill.events.ReplacedTokenScores;
import textmill.events.TextClassification;
import textmill.events.TextEmbedding;
import textmill.events.TokenScore;
import textmill.runtime.engine.Outcome;
import textmill.runtime.engine.Task;
import textmill.runtime.head.TaskResult;
import textmill.topology.deadletter.Origin;

/** Turns results into the Avro records of {@code textmill.events}. */
public final class ResultRecords {
    private final int topK;
    private final boolean tokenText;

    /**
     * @param topK most labels that a classification lists
     * @param tokenText whether replaced-token scores repeat the tokens' text
     */
    public ResultRecords(int topK, boolean tokenText) {
        this.topK = topK;
        this.tokenText = tokenText;
    }

    /** The record for one task's result of one text. */
    public SpecificRecord of(Origin origin, Task task, Outcome.Success text, TaskResult result) {
        if (result instanceof TaskResult.Embedding embedding) {
            return embedding(origin, task, text, embedding);
        } else if (result instanceof TaskResult.Classification classification) {
            return classification(origin, task, text, classification);
        } else if (result instanceof TaskResult.ReplacedTokens tokens) {
            return replacedTokens(origin, task, text, tokens);
        }
        throw new IllegalArgumentException("no record for " + result.getClass().getName());
    }

    private static TextEmbedding embedding(
            Origin origin, Task task, Outcome.Success text, TaskResult.Embedding embedding) {
        return new TextEmbedding(
                origin.topic(),
                origin.partition(),
                origin.offset(),
                task.model(),
                task.fingerprint(),
                text.truncated(),
                text.empty(),
                text.substituted(),
                Vectors.of(embedding.vector()));
    }

    private TextClassification classification(
            Origin origin, Task task, Outcome.Success text, TaskResult.Classification classification) {
        float[] probabilities = classification.probabilities();
        int[] best = TopLabels.of(probabilities, topK);
        List<String> labels = new ArrayList<>(best.length);
        float[] scores = new float[best.length];
        for (int i = 0; i < best.length; i++) {
            labels.add(classification.labels().names().get(best[i]));
            scores[i] = probabilities[best[i]];
        }
        Float outOfScope = classification.outOfScope();
        return new TextClassification(
                origin.topic(),
                origin.partition(),
                origin.offset(),
                task.model(),
                task.fingerprint(),
                text.truncated(),
                text.empty(),
                text.substituted(),
                labels.get(0),
                scores[0],
                labels,
                Vectors.of(scores),
                outOfScope);
    }

    private ReplacedTokenScores replacedTokens(
            Origin origin, Task task, Outcome.Success text, TaskResult.ReplacedTokens tokens) {
        float[] scores = tokens.probabilities();
        List<TokenScore> tokenScores = new ArrayList<>(scores.length);
        double sum = 0;
        float max = 0;
        for (int i = 0; i < scores.length; i++) {
            tokenScores.add(new TokenScore(
                    tokenText(tokens, i),
                    tokens.starts()[i],
                    tokens.ends()[i],
                    scores[i],
                    scores[i] >= tokens.threshold()));
            sum += scores[i];
            max = Math.max(max, scores[i]);
        }
        return new ReplacedTokenScores(
                origin.topic(),
                origin.partition(),
                origin.offset(),
                task.model(),
                task.fingerprint(),
                text.truncated(),
                text.empty(),
                text.substituted(),
                scores.length == 0 ? 0f : (float) (sum / scores.length),
                max,
                tokens.threshold(),
                flaggedSpans(tokenScores),
                tokenScores);
    }

    private @Nullable String tokenText(TaskResult.ReplacedTokens tokens, int index) {
        return tokenText ? tokens.tokens()[index] : null;
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
