package textmill.topology.result.zeroshot;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import textmill.events.TextClassification;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.zeroshot.ZeroShot;
import textmill.runtime.task.zeroshot.ZeroShotType;
import textmill.topology.config.Key;
import textmill.topology.config.Rule;
import textmill.topology.config.Settings;
import textmill.topology.result.Conditions;
import textmill.topology.result.Picture;
import textmill.topology.result.RankedLabels;
import textmill.topology.result.ResultType;

/** Scores of labels of one's own as {@link TextClassification}, all labels, the one with the highest score first. */
public final class ZeroShotResults implements ResultType {
    /** Which label is the best. */
    public static final Key<List<String>> LABELS =
            Key.optional("labels", Rule.texts(), "The label with the highest score is one of these.");

    @Override
    public TaskType kind() {
        return ZeroShotType.INSTANCE;
    }

    @Override
    public List<Key<?>> options() {
        return List.of();
    }

    @Override
    public List<Key<?>> conditions() {
        return List.of(LABELS, RankedLabels.SCORE_ABOVE, RankedLabels.SCORE_BELOW);
    }

    @Override
    public Predicate<TaskResult> condition(Settings settings) {
        Conditions<Best> conditions = new Conditions<Best>(settings)
                .with(LABELS, (best, labels) -> labels.contains(best.label))
                .with(RankedLabels.SCORE_ABOVE, (best, score) -> best.score > score)
                .with(RankedLabels.SCORE_BELOW, (best, score) -> best.score < score);
        return result -> conditions.hold(Best.of((ZeroShot) result));
    }

    /** The label with the highest score; of equals the first. */
    private record Best(String label, float score) {
        static Best of(ZeroShot result) {
            int best = 0;
            for (int i = 1; i < result.scores().length; i++) {
                best = result.scores()[i] > result.scores()[best] ? i : best;
            }
            return new Best(result.labels().get(best), result.scores()[best]);
        }
    }

    @Override
    public void show(TaskResult result, Picture picture) {
        ZeroShot labels = (ZeroShot) result;
        float[] scores = labels.scores();
        int[] best = bestFirst(scores);
        for (int index : best) {
            picture.label(labels.labels().get(index), scores[index]);
        }
        picture.score(scores[best[0]]);
    }

    @Override
    public SpecificRecord empty() {
        return RankedLabels.empty();
    }

    @Override
    public Records records(Settings options) {
        return (source, result) -> ranked((ZeroShot) result).record(source);
    }

    private static RankedLabels ranked(ZeroShot result) {
        int[] best = bestFirst(result.scores());
        List<String> labels = new ArrayList<>(best.length);
        float[] scores = new float[best.length];
        for (int i = 0; i < best.length; i++) {
            labels.add(result.labels().get(best[i]));
            scores[i] = result.scores()[best[i]];
        }
        return new RankedLabels(labels.get(0), scores[0], labels, scores, null);
    }

    private static int[] bestFirst(float[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> Float.compare(scores[b], scores[a]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
