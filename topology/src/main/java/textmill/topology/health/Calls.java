package textmill.topology.health;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The call to Kafka that each client stands in, and since when. Thread-safe; a slot is written by its client's thread. */
final class Calls {
    private final LongSupplier nanoTime;
    private final LongSupplier awakeNanos;
    private final Set<Slot> slots = ConcurrentHashMap.newKeySet();

    Calls(LongSupplier nanoTime) {
        this(nanoTime, nanoTime);
    }

    /** @param awakeNanos tells how long a call stands; the other clock also goes on while the process stands */
    Calls(LongSupplier nanoTime, LongSupplier awakeNanos) {
        this.nanoTime = nanoTime;
        this.awakeNanos = awakeNanos;
    }

    /**
     * A call that has not returned.
     *
     * @param call for example {@code Producer.flush}
     * @param thread name of the thread that waits
     * @param sinceNanos when it began, as the process was awake
     */
    record Standing(String call, String thread, long sinceNanos) {
        Duration age(long nowNanos) {
            return Duration.ofNanos(nowNanos - sinceNanos);
        }
    }

    /** One client. */
    final class Slot {
        private volatile @Nullable Standing standing;

        /** Returns what the client stood in before: Kafka's callbacks call clients from within calls. */
        @Nullable
        Standing enter(String call) {
            Standing outer = standing;
            standing = new Standing(call, Thread.currentThread().getName(), awakeNanos.getAsLong());
            return outer;
        }

        void leave(@Nullable Standing outer) {
            standing = outer;
        }

        void close() {
            slots.remove(this);
        }
    }

    long now() {
        return nanoTime.getAsLong();
    }

    Slot open() {
        Slot slot = new Slot();
        slots.add(slot);
        return slot;
    }

    /** The call that has lasted longest, if any client is in one. */
    Optional<Standing> longest() {
        return slots.stream()
                .map(slot -> Optional.ofNullable(slot.standing))
                .flatMap(Optional::stream)
                .min(Comparator.comparingLong(Standing::sinceNanos));
    }
}
