package textmill.topology.console;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Takes a few things from many threads until somebody empties it, and lets everything beyond that go: whoever puts something
 * in never waits, takes no lock, and pays one read once it is full. A thing may be lost where one thread puts it in just
 * while another empties the box, which is one sample less.
 */
final class Mailbox<T> {
    private final AtomicReferenceArray<T> things;
    private final AtomicInteger taken = new AtomicInteger();

    Mailbox(int capacity) {
        this.things = new AtomicReferenceArray<>(capacity);
    }

    /** Whether there is room; to be asked before something is made that would be let go. */
    boolean hasRoom() {
        return taken.get() < things.length();
    }

    /** Puts something in, if there is room. */
    void offer(T thing) {
        if (!hasRoom()) {
            return;
        }
        int place = taken.getAndIncrement();
        if (place < things.length()) {
            things.set(place, thing);
        }
    }

    /** Takes everything out, in the order in which it was put in. One thread at a time. */
    List<T> empty() {
        List<T> all = new ArrayList<>();
        int filled = Math.min(taken.get(), things.length());
        for (int place = 0; place < filled; place++) {
            T thing = things.getAndSet(place, null);
            if (thing != null) {
                all.add(thing);
            }
        }
        taken.set(0);
        return all;
    }
}
