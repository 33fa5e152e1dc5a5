package textmill.topology.delivery;

import java.time.Duration;
import textmill.topology.config.Key;
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
 */
public record DeliverySettings(
        Duration windowWait,
        Duration requestTimeout,
        int windowTexts,
        long windowBytes,
        int maxTextCharacters,
        boolean nullTextIsDeadLetter) {

    /** As configured. */
    public static DeliverySettings of(TextmillConfig config) {
        return new DeliverySettings(
                config.duration(Key.WINDOW_WAIT_MS),
                config.duration(Key.REQUEST_TIMEOUT_MS),
                config.number(Key.TASK_WINDOW_TEXTS),
                config.whole(Key.TASK_WINDOW_BYTES),
                config.number(Key.MAX_TEXT_CHARACTERS),
                config.text(Key.NULL_TEXT).equals("dead-letter"));
    }
}
