package textmill.topology.badinput;

import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import textmill.topology.deadletter.Reason;

/**
 * An input record that is out of the ordinary, and what it must get.
 *
 * @param name of the case
 * @param key of the record
 * @param value of the record
 * @param headers of the record
 * @param timestamp of the record, null for now
 * @param expected what it must get
 */
record BadInput(
        String name,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<Header> headers,
        @Nullable Long timestamp,
        Expected expected) {

    /** What a record gets. */
    sealed interface Expected {
        /** A dead letter with one of these reasons. */
        record DeadLetter(Set<Reason> reasons) implements Expected {}

        /** A result of every task with these flags. */
        record Result(boolean truncated, boolean empty, boolean substituted) implements Expected {}

        /** A tombstone to every output. */
        record Tombstone() implements Expected {}

        /** Nothing, but counted. */
        record Skip() implements Expected {}
    }

    static Expected dead(Reason... reasons) {
        return new Expected.DeadLetter(Set.of(reasons));
    }

    static Expected result() {
        return new Expected.Result(false, false, false);
    }

    @Override
    public String toString() {
        return name;
    }
}
