package textmill.runtime.engine;

import textmill.runtime.tokenize.Tokens;

/** A row of a text that waits for a device. */
final class QueuedRow {
    final Computation computation;

    /** Which of the text's rows it is. */
    final int index;

    final Tokens tokens;

    /** When it began to wait, set under the queue's lock. */
    long queuedNanos;

    QueuedRow(Computation computation, int index, Tokens tokens) {
        this.computation = computation;
        this.index = index;
        this.tokens = tokens;
    }

    LoadedModel model() {
        return computation.pass.model();
    }
}
