package textmill.topology.http;

/** The rest of an answer that is not over yet. Thread-safe; nothing here blocks. */
public interface EventStream {
    /**
     * Sends some bytes, now or not at all.
     *
     * @param bytes not copied: not to be changed afterwards
     * @return false if the client is gone, or has not yet taken what was sent before: nothing was queued
     */
    boolean send(byte[] bytes);

    /** Whether the client is still there, as far as is known. */
    boolean isOpen();

    /** Has something done when it ends, whoever ends it; at once if it has ended. */
    void onClose(Runnable done);

    /** Ends it. */
    void close();
}
