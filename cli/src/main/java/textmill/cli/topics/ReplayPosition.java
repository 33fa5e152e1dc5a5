package textmill.cli.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * What replays have dealt with in one partition of the dead-letter topic: everything before a base, and stretches behind
 * it, because a replay may pick. Kept with the committed offset of a consumer group, the stretches as its metadata. Not
 * thread-safe.
 */
final class ReplayPosition {
    /** Kafka takes 4,096 by default ({@code offset.metadata.max.bytes}); this leaves room for one more stretch. */
    private static final int MOST_METADATA = 4_000;

    private static final int RADIX = 36;

    private long base;
    /** Behind the base, apart from each other: first offset to the one after the last. */
    private final TreeMap<Long, Long> dealtWith = new TreeMap<>();

    ReplayPosition(long base) {
        this.base = base;
    }

    /** Reads what {@link #committed} wrote; foreign metadata counts as none. */
    static ReplayPosition of(OffsetAndMetadata committed) {
        ReplayPosition position = new ReplayPosition(committed.offset());
        long last = committed.offset();
        if (committed.metadata().matches("([0-9a-z]+\\+[0-9a-z]+)(,[0-9a-z]+\\+[0-9a-z]+)*")) {
            for (String stretch : committed.metadata().split(",", -1)) {
                int plus = stretch.indexOf('+');
                long start = last + Long.parseLong(stretch.substring(0, plus), RADIX);
                last = start + Long.parseLong(stretch.substring(plus + 1), RADIX);
                position.add(start, last);
            }
        }
        return position;
    }

    /** Everything before this offset is dealt with. */
    long base() {
        return base;
    }

    /** True if the record at an offset is dealt with. */
    boolean has(long offset) {
        Map.Entry<Long, Long> stretch = dealtWith.floorEntry(offset);
        return offset < base || (stretch != null && offset < stretch.getValue());
    }

    /** A stretch is dealt with. */
    void add(long start, long end) {
        long from = start;
        long to = end;
        Map.Entry<Long, Long> near = dealtWith.floorEntry(to);
        while (near != null && near.getValue() >= from) {
            from = Math.min(from, near.getKey());
            to = Math.max(to, near.getValue());
            dealtWith.remove(near.getKey());
            near = dealtWith.floorEntry(to);
        }
        if (from <= base) {
            base = Math.max(base, to);
        } else {
            dealtWith.put(from, to);
        }
    }

    /** Everything before an offset is dealt with, whatever gaps there were. */
    void passTo(long offset) {
        add(base, offset);
    }

    /** True if one more stretch can be kept. */
    boolean hasRoom() {
        return metadata().length() < MOST_METADATA;
    }

    /** What to commit. */
    OffsetAndMetadata committed() {
        return new OffsetAndMetadata(base, metadata());
    }

    private String metadata() {
        List<String> stretches = new ArrayList<>();
        long last = base;
        for (Map.Entry<Long, Long> stretch : dealtWith.entrySet()) {
            stretches.add(Long.toString(stretch.getKey() - last, RADIX) + "+"
                    + Long.toString(stretch.getValue() - stretch.getKey(), RADIX));
            last = stretch.getValue();
        }
        return String.join(",", stretches);
    }
}
