package textmill.cli.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class ReplayPositionTest {

    @Test
    void shouldRememberWhatWasDealtWithInAnyOrder() {
        Random random = new Random(4);
        for (int round = 0; round < 200; round++) {
            // Given
            BitSet expected = new BitSet();
            ReplayPosition position = new ReplayPosition(10);
            expected.set(0, 10);

            // When
            for (int i = random.nextInt(30); i > 0; i--) {
                int start = 10 + random.nextInt(100);
                int end = start + 1 + random.nextInt(8);
                position.add(start, end);
                expected.set(start, end);
            }

            // Then
            ReplayPosition read = ReplayPosition.of(position.committed());
            for (int offset = 0; offset < 130; offset++) {
                assertThat(position.has(offset)).isEqualTo(expected.get(offset));
                assertThat(read.has(offset)).isEqualTo(expected.get(offset));
            }
            assertThat(read.base()).isEqualTo(expected.nextClearBit(0));
        }
    }

    @Test
    void shouldTakeForeignMetadataForNone() {
        ReplayPosition position = ReplayPosition.of(new OffsetAndMetadata(7, "host-1/consumer"));

        assertThat(position.base()).isEqualTo(7);
        assertThat(position.has(8)).isFalse();
    }

    @Test
    void shouldHaveRoomForSomeHundredGapsAndNoMoreThanKafkaKeeps() {
        ReplayPosition position = new ReplayPosition(0);
        int gaps = 0;
        while (position.hasRoom()) {
            position.add(1_000_000L * (gaps + 1), 1_000_000L * (gaps + 1) + 1);
            gaps++;
        }

        assertThat(gaps).isGreaterThan(500);
        assertThat(position.committed().metadata().length()).isLessThan(4_096);
    }
}
