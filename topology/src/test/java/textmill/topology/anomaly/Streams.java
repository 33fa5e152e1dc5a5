package textmill.topology.anomaly;

import java.util.List;
import java.util.Random;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.replacedtokens.ReplacedTokens;
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
        String[] tokens = new String[count];
        int[] starts = new int[count];
        int[] ends = new int[count];
        float[] probabilities = new float[count];
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ");
            tokens[i] = WORDS[random.nextInt(WORDS.length)];
            starts[i] = text.length();
            text.append(tokens[i]);
            ends[i] = text.length();
            probabilities[i] = (float) (1 / (1 + Math.exp(-odds - random.nextGaussian())));
        }
        ReplacedTokens replaced = new ReplacedTokens(tokens, starts, ends, probabilities, 0.5f);
        return Evidence.of(text.toString(), List.of(replaced, new Embedding(vector(topic))));
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
