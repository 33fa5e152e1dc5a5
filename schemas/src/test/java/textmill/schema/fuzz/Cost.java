package textmill.schema.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What an input may cost: heap in proportion to its length, and only those exceptions that are meant. */
public final class Cost {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long FREE_BYTES = 8 << 20;
    private static final long BYTES_FOR_EACH = 4096;
    private static final int SHORTEST = 5;

    private Cost() {}

    /**
     * Does something with an input. What it throws is a finding, as is an allocation that the input's length does not
     * explain. What is above the limit is tried again: the first time may have loaded classes.
     */
    public static void of(byte[] input, Runnable work) {
        long limit = FREE_BYTES + BYTES_FOR_EACH * input.length;
        if (spent(work) > limit) {
            assertThat(spent(work))
                    .as("bytes allocated for an input of %d bytes", input.length)
                    .isLessThanOrEqualTo(limit);
        }
    }

    private static long spent(Runnable work) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /**
     * A message is there, has one line, and is longer than a word. Not by AssertJ: most inputs of a harness come here, and
     * there are ten thousand a second. Nor for certain words: Jazzer sees what is looked for, and has inputs say it.
     */
    public static void requireMessage(Throwable refusal) {
        String message = String.valueOf(refusal.getMessage());
        if (message.length() <= SHORTEST || message.indexOf('\n') >= 0) {
            throw new AssertionError("a refusal that is not one line which says something: " + message, refusal);
        }
    }
}
