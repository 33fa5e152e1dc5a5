package textmill.topology.reembed;

/** Hears of a job on its thread. */
public interface ReembedListener {
    /**
     * Something was committed.
     *
     * @param left records that are left, markers of transactions counted
     */
    void committed(long left);

    /** Something that a person should know. */
    void note(String line);
}
