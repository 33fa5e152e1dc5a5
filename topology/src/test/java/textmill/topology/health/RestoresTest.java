package textmill.topology.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RestoresTest {
    private static final TopicPartition ONE = new TopicPartition("changelog", 0);
    private static final TopicPartition OTHER = new TopicPartition("changelog", 1);

    private final Restores restores = new Restores();

    @Test
    void shouldKnowHowFarEachHasCome() {
        restores.onRestoreStart(ONE, "states", 10, 100);
        restores.onRestoreStart(OTHER, "states", 0, 50);
        restores.onBatchRestored(ONE, "states", 29, 7);

        assertThat(restores.open())
                .isEqualTo(Map.of(ONE, new Restores.Restore(10, 30, 100), OTHER, new Restores.Restore(0, 0, 50)));

        restores.onRestoreEnd(ONE, "states", 33);
        restores.onRestoreSuspended(OTHER, "states", 0);
        assertThat(restores.open()).isEmpty();
    }

    /** A stream thread that dies tells nobody of the restores that it leaves. */
    @Test
    void shouldForgetThoseThatNobodyGoesOnWith() {
        restores.onRestoreStart(ONE, "states", 10, 100);

        restores.done();
        restores.onBatchRestored(ONE, "states", 29, 7);

        assertThat(restores.open()).isEmpty();
    }
}
