package textmill.runtime.runner;

/** What {@link LowerLayers} gave for a batch, {@code [batch, seq, hidden]}, where the runtime left it. For one thread. */
public interface HiddenStates extends AutoCloseable {
    /** Frees native memory; no run may be under way. */
    @Override
    void close();
}
