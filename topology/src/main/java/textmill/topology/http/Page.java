package textmill.topology.http;

/** What the endpoint answers at one path. Called by one of the endpoint's workers, by several at a time: thread-safe. */
@FunctionalInterface
public interface Page {
    /** Answers a request that has passed all checks. What it throws becomes a 500 without words. */
    PageAnswer answer(PageRequest request);

    /** Bytes that a request may carry: 0 for a page that is asked by GET and HEAD, more for one that is asked by POST too. */
    default int longestBody() {
        return 0;
    }

    /** Whether it is answered without a login where one is configured; it then sees that nobody has logged in. */
    default boolean isOpen() {
        return false;
    }

    /** Whether other pages may keep it waiting; probes of a service manager may not be kept. */
    default boolean isUrgent() {
        return false;
    }
}
