package textmill.cli.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import textmill.cli.topics.RecordValues.Value;
import textmill.events.AnomalyNeighbour;
import textmill.events.AnomalyPart;
import textmill.events.AnomalyResemblance;
import textmill.events.AnomalySpan;
import textmill.events.StreamDrift;
import textmill.events.TextAnomaly;

class AnomalyLineTest {

    private static TextAnomaly anomaly(boolean alarm, boolean warming, @Nullable AnomalyResemblance resembles) {
        return new TextAnomaly(
                "texts",
                3,
                17L,
                List.of(),
                false,
                "acme",
                warming,
                900L,
                0.00042,
                3.38,
                0.001,
                0.001,
                alarm,
                warming,
                List.of(
                        new AnomalyPart("replaced", 0.4f, 0.2),
                        new AnomalyPart("distance", 0.83f, 0.0007),
                        new AnomalyPart("letters", 7.5f, 0.03)),
                List.of(new AnomalySpan(4, 9, 0.93f)),
                List.of(new AnomalyNeighbour("texts", 3, 2L, 0.75f)),
                resembles,
                null);
    }

    @Test
    void shouldShowAnAlarmWithWhatSpokeAndWhatIsNear() {
        assertThat(AnomalyLine.of(anomaly(true, false, null)))
                .contains("3@17       anomaly          ALARM   p 0.00042  key acme  distance 0.830 (p 0.00070)"
                        + "  letters 7.50 (p 0.030)  [4,9) 0.93  nearest 3@2 at 0.75");
    }

    @Test
    void shouldShowARepeatAndWhatWasCalledFine() {
        AnomalyResemblance alarm = new AnomalyResemblance("texts", 3, 11L, 4, false);
        AnomalyResemblance fine = new AnomalyResemblance("texts", 3, 11L, 0, true);

        assertThat(AnomalyLine.of(anomaly(false, false, alarm)).orElseThrow())
                .contains("repeat  p", "like 3@11, 4 times")
                .doesNotContain("nearest");
        assertThat(AnomalyLine.of(anomaly(false, false, fine)).orElseThrow())
                .contains("fine    p", "like 3@11, called fine");
    }

    @Test
    void shouldTakeAlarmsAloneForFlagged() {
        RecordSelection flagged = CommandLine.populateCommand(new RecordSelection(), "--flagged");
        AnomalyResemblance repeated = new AnomalyResemblance("texts", 3, 11L, 4, false);

        assertThat(flagged.takes(new Value.Found(anomaly(true, false, null)))).isTrue();
        assertThat(flagged.takes(new Value.Found(anomaly(false, false, null)))).isFalse();
        assertThat(flagged.takes(new Value.Found(anomaly(false, false, repeated))))
                .isFalse();
        assertThat(new RecordSelection().takes(new Value.Found(anomaly(false, false, null))))
                .isTrue();
    }

    @Test
    void shouldShowNoScoresWhileWarmingUp() {
        assertThat(AnomalyLine.of(anomaly(false, true, null)).orElseThrow())
                .contains("warming p 0.00042  key acme (shared)")
                .doesNotContain("distance");
    }

    @Test
    void shouldShowChangesOfAStream() {
        StreamDrift drift = new StreamDrift("texts", 1, 512L, "acme", false, "length", 0.61, "31.0", "208.0", 4000L);
        StreamDrift models = new StreamDrift("texts", 1, 9L, null, false, "models", 0.0, "a 1", "a 2", 10L);

        assertThat(AnomalyLine.of(drift))
                .contains("1@512      drift            key acme  length: 31.0 -> 208.0 (index 0.61)");
        assertThat(AnomalyLine.of(models)).contains("1@9        drift            models: a 1 -> a 2");
        assertThat(AnomalyLine.of("something else")).isEmpty();
    }
}
