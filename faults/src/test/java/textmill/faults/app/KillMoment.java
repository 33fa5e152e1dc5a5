package textmill.faults.app;

/** A moment in which an application can be told to die at once, found by looking at what its threads are doing. */
public enum KillMoment {
    /** While an output is handed to the producer. */
    SEND("KafkaProducer", "send"),
    /** While all outputs are flushed before a commit. */
    FLUSH("KafkaProducer", "flush"),
    /** While the offsets are added to the transaction. */
    OFFSETS("KafkaProducer", "sendOffsetsToTransaction"),
    /** While the transaction is committed. */
    COMMIT("KafkaProducer", "commitTransaction"),
    /** While offsets are committed without a transaction. */
    COMMIT_SYNC("KafkaConsumer", "commitSync");

    private static final String CLIENTS = "org.apache.kafka.clients.";

    private final String type;
    private final String method;

    KillMoment(String type, String method) {
        this.type = type;
        this.method = method;
    }

    /** True if a thread's stack shows that the moment has come. */
    boolean isIn(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getMethodName().equals(method)
                    && frame.getClassName().startsWith(CLIENTS)
                    && frame.getClassName().endsWith(type)) {
                return true;
            }
        }
        return false;
    }
}
