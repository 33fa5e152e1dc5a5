package textmill.topology.reembed;

import java.util.List;

/**
 * What a job has to do and has done.
 *
 * @param group keeps its progress
 * @param resumed whether an earlier run did part of it
 * @param done whether everything is done
 * @param parts one a partition of the input, by topic and number
 */
public record ReembedReport(String group, boolean resumed, boolean done, List<Part> parts) {
    /** Copies the list. */
    public ReembedReport {
        parts = List.copyOf(parts);
    }

    /**
     * One partition.
     *
     * @param from first offset of the job
     * @param position everything before this is done
     * @param until offset behind the last of the job; with {@code --until live} the cut-over
     */
    public record Part(String topic, int partition, long from, long position, long until) {}

    /** Records that are left. */
    public long left() {
        return parts.stream()
                .mapToLong(part -> Math.max(0, part.until - part.position))
                .sum();
    }

    /** Records of the whole job. */
    public long records() {
        return parts.stream()
                .mapToLong(part -> Math.max(0, part.until - part.from))
                .sum();
    }
}
