package textmill.runtime.runner;

import java.util.Set;
import textmill.runtime.batch.PaddedBatch;

/**
 * A model whose lower layers other models have too. {@link #run} computes all of it; of a batch for several models the lower
 * layers are computed once, and then what each has above them, by the same sessions: the results are the same.
 */
public interface LayeredRunner extends ModelRunner {
    /** What it has in common with others: the same object for all of them. */
    LowerLayers lower();

    /**
     * Computes the rest of a batch.
     *
     * @param hidden what {@link #lower} gave for this very batch
     * @param outputs names of the outputs to compute
     * @throws RunFailedException if there is no result; says whether to try again
     */
    ModelOutputs runAbove(HiddenStates hidden, PaddedBatch batch, Set<String> outputs) throws RunFailedException;
}
