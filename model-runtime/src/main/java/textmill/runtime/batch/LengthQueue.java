package textmill.runtime.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Items waiting for a batch, by arrival and by length. Every batch holds the oldest item, so an item waits for at most as
 * many batches as there were older items, whatever arrives after it; the others are its nearest neighbours in length, as
 * many of them as give the most real tokens for what the run costs: when little waits, some padding is cheaper than
 * another run.
 *
 * @param <T> what waits
 */
public final class LengthQueue<T> {
    private final Deque<Entry<T>> byArrival = new ArrayDeque<>();
    private final NavigableSet<Entry<T>> byLength =
            new TreeSet<>(Comparator.<Entry<T>>comparingInt(e -> e.length).thenComparingLong(e -> e.arrival));
    private long totalLength;

    private static final class Entry<T> {
        final T item;
        final int length;
        final long arrival;

        Entry(T item, int length, long arrival) {
            this.item = item;
            this.length = length;
            this.arrival = arrival;
        }
    }

    /**
     * Adds an item.
     *
     * @param length its tokens
     * @param arrival when it came, in any unit: larger than that of every item before it
     */
    public void add(T item, int length, long arrival) {
        Entry<T> entry = new Entry<>(item, length, arrival);
        byArrival.add(entry);
        byLength.add(entry);
        totalLength += length;
    }

    /** Number of items that wait. */
    public int size() {
        return byLength.size();
    }

    /** Tokens that wait. */
    public long totalLength() {
        return totalLength;
    }

    /** True if nothing waits. */
    public boolean isEmpty() {
        return byLength.isEmpty();
    }

    /** The item that waits longest, or null. */
    public @Nullable T oldest() {
        Entry<T> entry = skipTaken();
        return entry == null ? null : entry.item;
    }

    /** When the item came that waits longest; {@link Long#MAX_VALUE} if nothing waits. */
    public long oldestArrival() {
        Entry<T> entry = skipTaken();
        return entry == null ? Long.MAX_VALUE : entry.arrival;
    }

    /** Removes and returns the next batch, the oldest item first; empty if nothing waits. */
    public List<T> take(BatchLimits limits) {
        Entry<T> oldest = skipTaken();
        if (oldest == null) {
            return List.of();
        }
        List<T> batch = new ArrayList<>();
        for (Entry<T> entry : worthwhile(oldest, limits)) {
            remove(entry);
            batch.add(entry.item);
        }
        return batch;
    }

    /** Of the batches that grow round the oldest, nearest length first, the one with the most tokens for its cost. */
    private List<Entry<T>> worthwhile(Entry<T> oldest, BatchLimits limits) {
        List<Entry<T>> chosen = new ArrayList<>();
        chosen.add(oldest);
        Iterator<Entry<T>> shorterOnes = byLength.headSet(oldest, false).descendingIterator();
        Iterator<Entry<T>> longerOnes = byLength.tailSet(oldest, false).iterator();
        Entry<T> shorter = next(shorterOnes);
        Entry<T> longer = next(longerOnes);
        Extent extent = new Extent(1, oldest.length, oldest.length, oldest.length);
        double most = extent.tokensPerCost(limits);
        int best = 1;
        Entry<T> joins = nearer(oldest, fitting(shorter, extent, limits), fitting(longer, extent, limits));
        while (joins != null) {
            extent = extent.with(joins.length);
            chosen.add(joins);
            double tokensPerCost = extent.tokensPerCost(limits);
            if (tokensPerCost >= most && limits.buckets().takes(extent.rows())) {
                most = tokensPerCost;
                best = chosen.size();
            }
            if (joins == shorter) {
                shorter = next(shorterOnes);
            } else {
                longer = next(longerOnes);
            }
            joins = nearer(oldest, fitting(shorter, extent, limits), fitting(longer, extent, limits));
        }
        return chosen.subList(0, best);
    }

    /** Rows, shortest and longest row and real tokens of a batch in the making. */
    private record Extent(int rows, int shortest, int longest, long tokens) {
        Extent with(int length) {
            return new Extent(rows + 1, Math.min(shortest, length), Math.max(longest, length), tokens + length);
        }

        boolean within(BatchLimits limits) {
            int width = limits.buckets().width(longest);
            if (limits.equalWidths() && width != limits.buckets().width(shortest)) {
                return false;
            }
            long padded = (long) rows * width;
            return rows <= limits.maxRows() && padded <= limits.maxPaddedTokens();
        }

        double tokensPerCost(BatchLimits limits) {
            return (double) tokens / ((long) rows * limits.buckets().width(longest) + limits.runCost());
        }
    }

    private void remove(Entry<T> entry) {
        byLength.remove(entry);
        totalLength -= entry.length;
    }

    private @Nullable Entry<T> fitting(@Nullable Entry<T> entry, Extent extent, BatchLimits limits) {
        return entry != null && extent.with(entry.length).within(limits) ? entry : null;
    }

    private @Nullable Entry<T> nearer(Entry<T> oldest, @Nullable Entry<T> shorter, @Nullable Entry<T> longer) {
        if (shorter == null || longer == null) {
            return shorter == null ? longer : shorter;
        }
        return oldest.length - shorter.length <= longer.length - oldest.length ? shorter : longer;
    }

    private @Nullable Entry<T> skipTaken() {
        while (!byArrival.isEmpty() && !byLength.contains(byArrival.peek())) {
            byArrival.remove();
        }
        return byArrival.peek();
    }

    private static <E> @Nullable E next(Iterator<E> iterator) {
        return iterator.hasNext() ? iterator.next() : null;
    }
}
