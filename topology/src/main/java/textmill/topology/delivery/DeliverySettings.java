package textmill.topology.delivery;

import java.time.Duration;
import textmill.topology.config.DeliveryKeys;
import textmill.topology.config.InputKeys;
import textmill.topology.config.KafkaKeys;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.TextmillConfig;

/**
 * How a partition's records are held while they are computed.
 *
 * @param windowWait longest wait of a stream thread for room before it takes a record in any case
 * @param requestTimeout a thread fails if the oldest text has been with the engine for longer
 * @param windowTexts records of one partition that are held without waiting
 * @param windowBytes bytes of such records
 * @param maxTextCharacters longer texts are cut to this many UTF-16 code units
 * @param nullTextIsDeadLetter whether a null text is a dead letter or is skipped
 * @param commitInterval usual time between commits of a stream thread
 */
public record DeliverySettings(
        Duration windowWait,
        Duration requestTimeout,
        int windowTexts,
        long windowBytes,
        int maxTextCharacters,
        boolean nullTextIsDeadLetter,
        Duration commitInterval) {

    /** As configured for a pipeline. */
    public static DeliverySettings of(TextmillConfig config, PipelineConfig pipeline) {
        return new DeliverySettings(
                config.get(DeliveryKeys.WINDOW_WAIT),
                config.get(DeliveryKeys.REQUEST_TIMEOUT),
                config.get(DeliveryKeys.PARTITION_WINDOW_TEXTS),
                config.get(DeliveryKeys.PARTITION_WINDOW_BYTES),
                pipeline.get(InputKeys.MAX_TEXT_CHARACTERS),
                pipeline.get(InputKeys.NULL_TEXT) == InputKeys.NullText.DEAD_LETTER,
                config.get(KafkaKeys.COMMIT_INTERVAL));
    }
}
