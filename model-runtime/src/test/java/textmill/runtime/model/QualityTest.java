package textmill.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import textmill.runtime.model.Quality.Measure;

/** What figures say; those that are refused are among the broken directories. */
class QualityTest {
    private static final Quality NONE = new Quality(0, List.of());
    private static final Quality FP32 = new Quality(
            1000, List.of(new Measure("cosine.mean", 0.998, 0.996), new Measure("cosine.worst", 0.991, 0.985)));
    private static final Quality BOTH = new Quality(
            1000, List.of(new Measure("cosine.worst", 0.991, 0.98), new Measure("bf16.cosine.worst", 0.99, 0.9)));

    @Test
    void shouldSayWhichPrecisionsWereMeasured() {
        assertThat(BOTH.covers("bf16")).isTrue();
        assertThat(BOTH.covers("fp16")).isFalse();
        assertThat(FP32.covers("bf16")).isFalse();
        assertThat(NONE.covers("bf16")).isFalse();
    }

    @Test
    void shouldSayHowFarATextMayBeFromTheModelAsItWas() {
        assertThat(BOTH.leastCosine(0.9995)).isEqualTo(0.98);
        assertThat(FP32.leastCosine(0.9995)).isEqualTo(0.985);
        assertThat(NONE.leastCosine(0.9995)).isEqualTo(0.9995);
    }
}
