package textmill.runtime.task.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdsTest {
    @Test
    void shouldReadOneForAll() {
        assertThat(Thresholds.parse("0.5")).isEqualTo(new Thresholds(0.5f, Map.of()));
        assertThat(Thresholds.parse("none")).isEqualTo(new Thresholds(null, Map.of()));
    }

    @Test
    void shouldReadOneForEachLabel() {
        assertThat(Thresholds.parse("toxic:0.3, spam:0.7").byLabel())
                .containsOnly(entry("toxic", 0.3f), entry("spam", 0.7f));
    }

    @Test
    void shouldReadOneForTheOthers() {
        Thresholds thresholds = Thresholds.parse("toxic:0.3,0.5");

        assertThat(thresholds.of(List.of("spam", "toxic"))).containsExactly(0.5f, 0.3f);
    }

    @Test
    void shouldTakeLabelsWithCommasAndColons() {
        assertThat(Thresholds.parse("a, b:0.3,c:d:0.25,\uD83D\uDE00:1").byLabel())
                .containsOnly(entry("a, b", 0.3f), entry("c:d", 0.25f), entry("\uD83D\uDE00", 1f));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "toxic", "1.5", "toxic:2", "toxic:0.3,toxic:0.4", "0.3,0.4", ":0.3", "toxic:", "NaN", "0.5,"
            })
    void shouldRefuseWhatIsNone(String text) {
        assertThatThrownBy(() -> Thresholds.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNameLabelsThatThereAreNotAndThoseWithoutAThreshold() {
        Thresholds thresholds = Thresholds.parse("toxic:0.3,spma:0.7");

        assertThat(thresholds.unknown(List.of("toxic", "spam"))).containsExactly("spma");
        assertThat(thresholds.missing(List.of("toxic", "spam"))).containsExactly("spam");
    }
}
