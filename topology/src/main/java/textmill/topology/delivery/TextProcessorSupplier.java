package textmill.topology.delivery;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/**
 * Makes the processors that run texts through an engine, for anybody's Kafka Streams topology.
 *
 * <p>The processor must be the only one that consumes its source: offsets are held back to the oldest text in flight, and
 * whatever else reads the same partitions in the same application would be repeated after a crash.
 */
public final class TextProcessorSupplier implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
    private final Delivery delivery;

    TextProcessorSupplier(Delivery delivery) {
        this.delivery = delivery;
    }

    @Override
    public Processor<byte[], byte[], byte[], byte[]> get() {
        return new TextProcessor(delivery);
    }
}
