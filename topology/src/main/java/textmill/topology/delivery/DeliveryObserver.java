package textmill.topology.delivery;

/** Sees how long records take. Called on stream threads: must be short and must not throw. */
public interface DeliveryObserver {
    /** Nobody looks. */
    DeliveryObserver NOBODY = new DeliveryObserver() {};

    /**
     * The results of a record were handed to the producer.
     *
     * @param topic that the record came from
     * @param timestampMs its timestamp
     * @param readNanos time since it was read
     */
    default void answered(String topic, long timestampMs, long readNanos) {}

    /** An ending was written: serialised and handed to the producer. */
    default void forwarded(long nanos) {}
}
