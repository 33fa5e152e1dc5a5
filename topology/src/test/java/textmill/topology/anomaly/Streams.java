package textmill.topology.anomaly;

import java.util.Random;
import textmill.topology.deadletter.Origin;

/** Made-up streams: texts about a topic, of which every word reads wrong to some degree. */
final class Streams {
    private static final int DIMENSIONS = 16;
    private static final String[] WORDS = "the river ran along old walls of a town that few people knew".split(" ");

    private final Random random;

    Streams(long seed) {
        random = new Random(seed);
    }

    /** A text of the topic, with the mean log-odds of its words to have been replaced. */
    Evidence text(int topic, double odds) {
        int count = 4 + random.nextInt(8);
        StringBuilder text = new StringBuilder();
        int[] starts = new int[count];
        int[] ends = new int[count];
        float[] probabilities = new float[count];
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ");
            starts[i] = text.length();
            text.append(WORDS[random.nextInt(WORDS.length)]);
            ends[i] = text.length();
            probabilities[i] = (float) (1 / (1 + Math.exp(-odds - random.nextGaussian())));
        }
        return Evidence.of(text.toString())
                .replacedTokens(probabilities, starts, ends, 0.5f)
                .embedding(vector(topic));
    }

    /** A usual text. */
    Evidence text() {
        return text(0, -3);
    }

    /** Another topic is another direction. */
    private float[] vector(int topic) {
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) (random.nextGaussian() * 0.3 + (i == topic ? 2 : 0));
        }
        return vector;
    }

    static Origin at(long offset) {
        return new Origin("texts", 0, offset);
    }
}
