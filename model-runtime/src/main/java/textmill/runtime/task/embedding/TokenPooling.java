package textmill.runtime.task.embedding;

import textmill.runtime.model.PoolingMode;
import textmill.runtime.model.SentenceModule;

/**
 * Token vectors to one vector, as Reimers and Gurevych, Sentence-BERT (EMNLP 2019), section 3, and the sentence-transformers
 * library after it. Thread-safe.
 */
final class TokenPooling {
    private final SentenceModule.Pooling pooling;

    TokenPooling(SentenceModule.Pooling pooling) {
        this.pooling = pooling;
    }

    /**
     * The tokens of one text among the values of a batch.
     *
     * @param values row-major
     * @param from index of the first token's first number
     * @param count number of tokens, special ones included
     * @param prompt how many of them belong to the prompt
     * @param hidden numbers of a token
     */
    record Rows(float[] values, int from, int count, int prompt, int hidden) {}

    /** The pooled vector, {@code [modes * hidden]}. */
    float[] pool(Rows rows) {
        int modes = pooling.modes().size();
        float[] vector = new float[modes * rows.hidden()];
        int first = pooling.includePrompt() ? 0 : rows.prompt();
        for (int i = 0; i < modes; i++) {
            pool(pooling.modes().get(i), rows, first, vector, i * rows.hidden());
        }
        return vector;
    }

    private static void pool(PoolingMode mode, Rows rows, int first, float[] into, int at) {
        int last = rows.count() - 1;
        switch (mode) {
            case CLS -> copy(rows, Math.min(first, last), into, at);
            case LAST_TOKEN -> {
                if (last >= first) {
                    copy(rows, last, into, at);
                }
            }
            case MAX -> max(rows, first, into, at);
            case MEAN -> divide(into, at, rows.hidden(), sum(rows, first, into, at));
            case MEAN_SQRT -> divide(into, at, rows.hidden(), (float) Math.sqrt(sum(rows, first, into, at)));
            case WEIGHTED_MEAN -> divide(into, at, rows.hidden(), weighted(rows, first, into, at));
        }
    }

    private static void copy(Rows rows, int token, float[] into, int at) {
        System.arraycopy(rows.values(), rows.from() + token * rows.hidden(), into, at, rows.hidden());
    }

    private static void max(Rows rows, int first, float[] into, int at) {
        if (first < rows.count()) {
            copy(rows, first, into, at);
        }
        for (int token = first + 1; token < rows.count(); token++) {
            int start = rows.from() + token * rows.hidden();
            for (int j = 0; j < rows.hidden(); j++) {
                into[at + j] = Math.max(into[at + j], rows.values()[start + j]);
            }
        }
    }

    private static int sum(Rows rows, int first, float[] into, int at) {
        for (int token = first; token < rows.count(); token++) {
            int start = rows.from() + token * rows.hidden();
            for (int j = 0; j < rows.hidden(); j++) {
                into[at + j] += rows.values()[start + j];
            }
        }
        return rows.count() - first;
    }

    private static float weighted(Rows rows, int first, float[] into, int at) {
        float weights = 0;
        for (int token = first; token < rows.count(); token++) {
            int start = rows.from() + token * rows.hidden();
            int weight = token + 1;
            weights += weight;
            for (int j = 0; j < rows.hidden(); j++) {
                into[at + j] += rows.values()[start + j] * weight;
            }
        }
        return weights;
    }

    private static void divide(float[] vector, int at, int hidden, float by) {
        if (by <= 0 || by == 1) {
            return;
        }
        for (int j = at; j < at + hidden; j++) {
            vector[j] /= by;
        }
    }
}
