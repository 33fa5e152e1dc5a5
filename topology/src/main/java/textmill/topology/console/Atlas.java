package textmill.topology.console;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where texts are on the map. Its plane is laid anew when many texts have come, so that those in sight stay where they are
 * for a while; then its edition changes, and so do all places. Thread-safe.
 */
final class Atlas {
    private static final int FEWEST = 3;
    private static final int FITTED = 600;
    private static final double GROWN = 1.6;
    private static final long RENEWED_MILLIS = 60_000;

    private final History<KnownText> texts;
    private final String pipeline;
    private @Nullable Plane plane;
    private int edition;
    private long laidAt;
    private int laidOver;
    private long laidUpTo;

    /** @param pipeline whose texts are on it: places that other models give say nothing beside them */
    Atlas(History<KnownText> texts, String pipeline) {
        this.texts = texts;
        this.pipeline = pipeline;
    }

    /** A text and where it is. */
    record Point(KnownText text, double x, double y) {}

    /** Lays the plane anew if it is time to; says which edition of the map holds. */
    synchronized int edition(long now) {
        List<KnownText> placed = texts.all().stream().filter(this::isPlaced).toList();
        if (placed.size() < FEWEST) {
            return edition;
        }
        long newest = placed.get(placed.size() - 1).id();
        boolean grown = placed.size() >= laidOver * GROWN;
        boolean old = now - laidAt > RENEWED_MILLIS && newest > laidUpTo;
        if (grown || old) {
            int width = width(placed.get(placed.size() - 1));
            // Every so many, so that the whole time in sight counts.
            int step = Math.max(1, placed.size() / FITTED);
            List<float[]> points = Stream.iterate(0, i -> i < placed.size(), i -> i + step)
                    .map(i -> placed.get(i))
                    .filter(text -> width(text) == width)
                    .flatMap(text -> Stream.ofNullable(text.vector()))
                    .toList();
            plane = Plane.of(points, plane);
            edition++;
            laidAt = now;
            laidOver = placed.size();
            laidUpTo = newest;
        }
        return edition;
    }

    private boolean isPlaced(KnownText text) {
        return text.pipeline().equals(pipeline) && text.vector() != null;
    }

    private static int width(KnownText text) {
        float[] vector = text.vector();
        return vector == null ? 0 : vector.length;
    }

    /** Where a text is; empty if it has no place, or the map is not laid yet. */
    synchronized Optional<Point> place(KnownText text) {
        float[] vector = text.vector();
        Plane now = plane;
        return vector == null || now == null || !now.takes(vector)
                ? Optional.empty()
                : Optional.of(new Point(text, now.x(vector), now.y(vector)));
    }
}
