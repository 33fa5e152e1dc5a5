package textmill.topology.console;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import textmill.topology.result.Picture;

/** How a task's scores and labels were spread in the last hour and in the one before, of the texts that were picked up. Not thread-safe. */
final class Spread {
    /** Bins of scores from 0 to 1. */
    static final int BINS = 20;

    private static final int SLOTS_PER_HOUR = 12;
    private static final long SLOT_MILLIS = 3_600_000L / SLOTS_PER_HOUR;
    private static final int MOST_LABELS = 500;

    private final Slot[] slots = new Slot[2 * SLOTS_PER_HOUR];

    private static final class Slot {
        private final long number;
        private final int[] bins = new int[BINS];
        private final Map<String, Integer> labels = new HashMap<>();
        private int texts;

        private Slot(long number) {
            this.number = number;
        }
    }

    /**
     * One hour.
     *
     * @param texts how many
     * @param bins how many of them by score, {@code [BINS]}
     * @param labels how many by label
     */
    record Hour(int texts, int[] bins, Map<String, Integer> labels) {}

    void add(Picture picture, long now) {
        long number = now / SLOT_MILLIS;
        int place = (int) (number % slots.length);
        Slot slot = slots[place];
        if (slot == null || slot.number != number) {
            slot = new Slot(number);
            slots[place] = slot;
        }
        slot.texts++;
        if (!Float.isNaN(picture.score())) {
            int bin = (int) (Math.max(0, Math.min(1, picture.score())) * BINS);
            slot.bins[Math.min(bin, BINS - 1)]++;
        }
        if (!picture.labels().isEmpty()) {
            count(slot, picture.labels().get(0).name());
        }
        for (Picture.Mark mark : picture.marks()) {
            count(slot, mark.label());
        }
    }

    private static void count(Slot slot, String label) {
        if (slot.labels.size() < MOST_LABELS || slot.labels.containsKey(label)) {
            slot.labels.merge(label, 1, Integer::sum);
        }
    }

    /**
     * An hour.
     *
     * @param ago 0 is the last one, 1 the one before
     */
    Hour hour(int ago, long now) {
        long end = now / SLOT_MILLIS - (long) ago * SLOTS_PER_HOUR;
        int[] bins = new int[BINS];
        Map<String, Integer> labels = new HashMap<>();
        int texts = 0;
        for (Slot slot : slots) {
            if (slot != null && slot.number <= end && slot.number > end - SLOTS_PER_HOUR) {
                texts += slot.texts;
                Arrays.setAll(bins, bin -> bins[bin] + slot.bins[bin]);
                slot.labels.forEach((label, count) -> labels.merge(label, count, Integer::sum));
            }
        }
        return new Hour(texts, bins, labels);
    }
}
