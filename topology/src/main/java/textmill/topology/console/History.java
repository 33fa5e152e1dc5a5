package textmill.topology.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The latest of something, bounded in number and in bytes. Thread-safe. */
final class History<T extends History.Entry> {
    private final int most;
    private final long mostBytes;
    private final Deque<T> entries = new ArrayDeque<>();
    private long bytes;

    History(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Something that is kept. */
    interface Entry {
        /** Greater than that of every entry before it. */
        long id();

        /** About how many bytes it holds. */
        long bytes();
    }

    synchronized void add(T entry) {
        entries.addLast(entry);
        bytes += entry.bytes();
        while (entries.size() > most || (bytes > mostBytes && entries.size() > 1)) {
            bytes -= entries.removeFirst().bytes();
        }
    }

    synchronized Optional<T> find(long id) {
        return entries.stream().filter(entry -> entry.id() == id).findFirst();
    }

    /** The latest that are wanted, the latest first. */
    synchronized List<T> latest(int atMost, Predicate<T> wanted) {
        List<T> found = new ArrayList<>();
        for (Iterator<T> all = entries.descendingIterator(); all.hasNext() && found.size() < atMost; ) {
            T entry = all.next();
            if (wanted.test(entry)) {
                found.add(entry);
            }
        }
        return found;
    }

    /** All of them, the oldest first. */
    synchronized List<T> all() {
        return List.copyOf(entries);
    }
}
