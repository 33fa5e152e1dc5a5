package textmill.models.hub;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again what a network broke.
 *
 * @param most tries
 * @param firstPause before the second one; then twice as long, and so on
 */
record Retry(int most, Duration firstPause) {
    private static final Logger LOG = LoggerFactory.getLogger(Retry.class);

    /** Something that a network may break. */
    interface Attempt<T> {
        T run() throws IOException;
    }

    <T> T run(String name, Attempt<T> attempt) throws IOException {
        Duration pause = firstPause;
        for (int tries = 1; ; tries++) {
            try {
                return attempt.run();
            } catch (IOException e) {
                if (tries == most) {
                    throw e;
                }
                LOG.warn("{}: {}; trying again", name, HubModels.said(e));
            }
            pause(pause);
            pause = pause.multipliedBy(2);
        }
    }

    private static void pause(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException("interrupted while a model was fetched", e);
        }
    }
}
