package textmill.runtime.engine;

import java.util.List;
import textmill.runtime.batch.BatchLimits;

/**
 * The models that compute a batch: one, or several that share their lower layers. What waits for the same models waits in
 * one queue.
 *
 * @param models each once, in the order of their indices
 */
record Lane(List<LoadedModel> models) {
    /** What shares a batch: what all of them allow. */
    BatchLimits limits() {
        BatchLimits limits = models.get(0).limits();
        for (int i = 1; i < models.size(); i++) {
            limits = limits.and(models.get(i).limits());
        }
        return limits;
    }

    boolean isJoint() {
        return models.size() > 1;
    }
}
