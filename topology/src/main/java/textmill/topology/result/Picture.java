package textmill.topology.result;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is to see in a result, in terms that know no kinds: labels with scores, stretches of the text, figures, a
 * vector. Kinds draw it, consoles show it. One thread at a time.
 */
public final class Picture {
    private final List<Label> labels = new ArrayList<>();
    private final List<Label> words = new ArrayList<>();
    private final List<Tone> tones = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();
    private float score = Float.NaN;
    private float @Nullable [] vector;

    /**
     * A name with a score.
     *
     * @param score any number; a probability if it is one of a model's labels
     */
    public record Label(String name, float score) {}

    /**
     * A stretch of the text that is more or less of something.
     *
     * @param start index of its first UTF-16 code unit
     * @param end index after its last
     * @param strength 0 to 1
     * @param flagged beyond a threshold
     */
    public record Tone(int start, int end, float strength, boolean flagged) {}

    /**
     * A stretch of the text that has a name.
     *
     * @param start index of its first UTF-16 code unit
     * @param end index after its last
     */
    public record Mark(int start, int end, String label, float score) {}

    /** A number with a name. */
    public record Figure(String name, double value) {}

    /** What the model says of the whole text; the best one first. */
    public Picture label(String name, float probability) {
        labels.add(new Label(name, probability));
        return this;
    }

    /** A word that may stand in the text, or nearly: shown where texts are shown. */
    public Picture word(String word, float weight) {
        words.add(new Label(word, weight));
        return this;
    }

    /** Shades a stretch of the text. */
    public Picture tone(int start, int end, float strength, boolean flagged) {
        tones.add(new Tone(start, end, strength, flagged));
        return this;
    }

    /** Names a stretch of the text. */
    public Picture mark(int start, int end, String label, float probability) {
        marks.add(new Mark(start, end, label, probability));
        return this;
    }

    /** Adds a number that says something for itself. */
    public Picture figure(String name, double value) {
        figures.add(new Figure(name, value));
        return this;
    }

    /** The number by which results of this task are compared, 0 to 1. */
    public Picture score(float probability) {
        score = probability;
        return this;
    }

    /** Where the text is among others, {@code [dimensions]}; not copied. */
    public Picture vector(float[] place) {
        vector = place;
        return this;
    }

    /** Labels of the whole text, the best one first. */
    public List<Label> labels() {
        return labels;
    }

    /** Words, the heaviest first. */
    public List<Label> words() {
        return words;
    }

    /** Forgets the words, where texts must not be shown. */
    public Picture withoutWords() {
        words.clear();
        return this;
    }

    /** Shades of the text, in its order. */
    public List<Tone> tones() {
        return tones;
    }

    /** Named stretches of the text, in its order. */
    public List<Mark> marks() {
        return marks;
    }

    /** Numbers, the most important first. */
    public List<Figure> figures() {
        return figures;
    }

    /** What results are compared by, 0 to 1; NaN if there is no such number. */
    public float score() {
        return score;
    }

    /** The text's place, {@code [dimensions]}, not to be changed; null if it has none. */
    public float @Nullable [] vector() {
        return vector;
    }
}
