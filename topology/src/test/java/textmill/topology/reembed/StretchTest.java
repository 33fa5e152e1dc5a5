package textmill.topology.reembed;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class StretchTest {
    @Test
    void shouldBeReadBackAsItWasCommitted() {
        Stretch stretch = new Stretch(10, 25, 90);
        assertThat(Stretch.of(stretch.committed("abc123"))).hasValue(new Stretch.Found(stretch, "abc123"));
        assertThat(Stretch.of(new OffsetAndMetadata(7, "of somebody else"))).isEmpty();
    }

    @Test
    void shouldNeitherGoBackNorBeyondItsEnd() {
        Stretch stretch = new Stretch(10, 25, 90);
        assertThat(stretch.at(12)).isEqualTo(stretch);
        assertThat(stretch.at(60)).isEqualTo(new Stretch(10, 60, 90));
        assertThat(stretch.at(91)).isEqualTo(new Stretch(10, 90, 90));
        assertThat(stretch.at(90).isDone()).isTrue();
        assertThat(stretch.left()).isEqualTo(65);
        assertThat(stretch.until(80)).isEqualTo(stretch);
        assertThat(stretch.until(95)).isEqualTo(new Stretch(10, 25, 95));
    }
}
