package textmill.topology.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The nearest earlier text of each, searched among those that are kept, once, and by brute force. Thread-safe. */
final class Neighbours {
    private static final int REMEMBERED = 1_000;

    private final History<KnownText> texts;
    /** By id of the text: ids, so that no text is kept longer than the history keeps it. */
    private final Map<Long, Optional<Found>> found = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Optional<Found>> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * A text that came before.
     *
     * @param cosine of the two vectors, -1 to 1
     */
    record Neighbour(KnownText text, double cosine) {}

    private record Found(long id, double cosine) {}

    Neighbours(History<KnownText> texts) {
        this.texts = texts;
    }

    /** The nearest text of the same pipeline that came before; empty if there is none, or it is no longer kept. */
    synchronized Optional<Neighbour> of(KnownText text) {
        Optional<Found> known = found.get(text.id());
        if (known == null) {
            known = nearest(text.vector(), text.pipeline(), text.id())
                    .map(neighbour -> new Found(neighbour.text().id(), neighbour.cosine()));
            found.put(text.id(), known);
        }
        return known.flatMap(near -> texts.find(near.id()).map(earlier -> new Neighbour(earlier, near.cosine())));
    }

    /** The nearest text of a pipeline before some id. */
    Optional<Neighbour> nearest(float @Nullable [] vector, String pipeline, long before) {
        if (vector == null) {
            return Optional.empty();
        }
        KnownText best = null;
        double highest = Double.NEGATIVE_INFINITY;
        List<KnownText> all = texts.all();
        for (KnownText other : all) {
            float[] place = other.vector();
            if (other.id() < before && place != null && place.length == vector.length) {
                double cosine = other.pipeline().equals(pipeline) ? cosine(vector, place) : Double.NEGATIVE_INFINITY;
                if (cosine > highest) {
                    highest = cosine;
                    best = other;
                }
            }
        }
        return best == null ? Optional.empty() : Optional.of(new Neighbour(best, highest));
    }

    private static double cosine(float[] a, float[] b) {
        float product = 0;
        float squaresA = 0;
        float squaresB = 0;
        for (int d = 0; d < a.length; d++) {
            product += a[d] * b[d];
            squaresA += a[d] * a[d];
            squaresB += b[d] * b[d];
        }
        double lengths = Math.sqrt((double) squaresA * squaresB);
        return lengths == 0 ? 0 : product / lengths;
    }
}
