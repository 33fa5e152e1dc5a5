package textmill.topology.result.fillmask;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import textmill.events.MaskCandidate;
import textmill.events.MaskPredictions;
import textmill.events.PredictedMask;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.fillmask.FillMaskType;
import textmill.runtime.task.fillmask.FilledMasks;
import textmill.topology.config.Key;
import textmill.topology.config.Settings;
import textmill.topology.result.Picture;
import textmill.topology.result.ResultSource;
import textmill.topology.result.ResultType;

/** Candidates for masks as {@link MaskPredictions}; there are no options of writing them. */
public final class MaskResults implements ResultType {
    @Override
    public TaskType kind() {
        return FillMaskType.INSTANCE;
    }

    @Override
    public List<Key<?>> options() {
        return List.of();
    }

    @Override
    public void show(TaskResult result, Picture picture) {
        FilledMasks masks = (FilledMasks) result;
        for (FilledMasks.Mask mask : masks.masks()) {
            float best =
                    mask.candidates().isEmpty() ? 0 : mask.candidates().get(0).score();
            picture.mark(mask.start(), mask.end(), "mask", best);
            mask.candidates().forEach(candidate -> picture.word(candidate.token(), candidate.score()));
        }
        FilledMasks.Perplexity perplexity = masks.perplexity();
        if (perplexity != null && perplexity.tokens() > 0) {
            picture.figure("perplexity", perplexity.value());
        }
    }

    @Override
    public SpecificRecord empty() {
        return new MaskPredictions("", 0, 0L, "", "", false, true, false, List.of(), null, 0);
    }

    @Override
    public Records records(Settings options) {
        return (source, result) -> record(source, (FilledMasks) result);
    }

    private static MaskPredictions record(ResultSource source, FilledMasks result) {
        FilledMasks.Perplexity perplexity = result.perplexity();
        List<PredictedMask> masks = new ArrayList<>(result.masks().size());
        for (FilledMasks.Mask mask : result.masks()) {
            List<MaskCandidate> candidates = new ArrayList<>(mask.candidates().size());
            for (FilledMasks.Candidate candidate : mask.candidates()) {
                candidates.add(new MaskCandidate(candidate.token(), candidate.id(), candidate.score()));
            }
            masks.add(new PredictedMask(mask.start(), mask.end(), candidates));
        }
        return new MaskPredictions(
                source.origin().topic(),
                source.origin().partition(),
                source.origin().offset(),
                source.task().model(),
                source.task().fingerprint(),
                source.text().flags().truncated(),
                source.text().flags().empty(),
                source.text().flags().substituted(),
                masks,
                perplexity == null || perplexity.tokens() == 0 ? null : perplexity.value(),
                perplexity == null ? 0 : perplexity.tokens());
    }
}
