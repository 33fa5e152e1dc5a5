package textmill.runtime.runner;

import textmill.runtime.batch.PaddedBatch;

/** The lower layers that several models have in common. Thread-safe: runs may overlap. */
public interface LowerLayers {
    /**
     * Computes a batch as far as they go.
     *
     * @return what the models above take, each of them any number of times; the caller closes it
     * @throws RunFailedException if there is no result
     */
    HiddenStates run(PaddedBatch batch) throws RunFailedException;
}
