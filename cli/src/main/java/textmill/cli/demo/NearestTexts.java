package textmill.cli.demo;

import java.util.Optional;

/**
 * The embeddings of the latest texts, searched by brute force: exact, and fast enough for a screen. Not thread-safe.
 */
final class NearestTexts {
    private final float[][] vectors;
    private final String[] texts;
    private long count;

    /** Remembers that many texts; the oldest gives way. */
    NearestTexts(int capacity) {
        vectors = new float[capacity][];
        texts = new String[capacity];
    }

    /**
     * A text that came before.
     *
     * @param text the text
     * @param cosine of the two vectors, -1 to 1
     */
    record Neighbour(String text, double cosine) {}

    /** The nearest of the texts remembered, or nothing if there is none yet. */
    Optional<Neighbour> nearest(float[] vector) {
        int best = -1;
        double bestCosine = Double.NEGATIVE_INFINITY;
        int size = (int) Math.min(count, vectors.length);
        for (int i = 0; i < size; i++) {
            if (vectors[i].length == vector.length) {
                double cosine = dot(vectors[i], vector);
                if (cosine > bestCosine) {
                    bestCosine = cosine;
                    best = i;
                }
            }
        }
        return best < 0 ? Optional.empty() : Optional.of(new Neighbour(texts[best], Math.min(1, bestCosine)));
    }

    /** Remembers a text; the vector is scaled to length 1 in place, a vector of zeros is left out. */
    void add(String text, float[] vector) {
        if (!normalize(vector)) {
            return;
        }
        int slot = (int) (count % vectors.length);
        vectors[slot] = vector;
        texts[slot] = text;
        count++;
    }

    /** Scales to length 1 in place; false if that cannot be. */
    static boolean normalize(float[] vector) {
        double norm = Math.sqrt(dot(vector, vector));
        if (!(norm > 0) || Double.isInfinite(norm)) {
            return false;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / norm);
        }
        return true;
    }

    private static double dot(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
