package textmill.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import textmill.benchmarks.peers.ContenderProcess.Result;

class MeasurementsTest {
    private static final Setup TEXTMILL = Setup.standard(Peer.TEXTMILL, "as infer");
    private static final Setup SLOW = Setup.standard(Peer.DJL, "batch 32", "batch=32");
    private static final Setup FAST = Setup.tuned(Peer.DJL, "batch 1", "batch=1");
    private static final Setup PACKAGED = Setup.standard(Peer.LANGCHAIN4J, "as packaged", "packaged=true");

    private final Measurements measured = new Measurements();

    @Test
    void shouldTakeTheMedianOfTheRatiosWithinEachRound() {
        // Given a machine that is slower in the second round, for both
        add(TEXTMILL, 200, 1, 0);
        add(TEXTMILL, 100, 1, 0);
        add(TEXTMILL, 180, 1, 0);
        add(FAST, 100, 1, 0);
        add(FAST, 50, 1, 0);
        add(FAST, 60, 1, 0);

        // Then
        assertThat(measured.ratio(FAST)).isEqualTo(2.0);
        assertThat(measured.textsPerSecond(TEXTMILL)).isEqualTo(180);
    }

    @Test
    void shouldReportTheSmallestCosine() {
        add(TEXTMILL, 200, 1, 0);
        add(FAST, 100, 3, 4);

        assertThat(measured.smallestCosine(FAST)).isCloseTo(0.6, within(1e-9));
        assertThat(measured.smallestCosine(TEXTMILL)).isCloseTo(1, within(1e-9));
    }

    @Test
    void shouldCompareWithTheFastestSettingOfEachPeerThatReadsWholeTexts() {
        // Given
        add(TEXTMILL, 200, 1, 0);
        add(SLOW, 20, 1, 0);
        add(FAST, 100, 1, 0);
        add(PACKAGED, 400, 1, 0);

        // When
        JsonNode ratios = new PeersReport(Map.of("texts", measured))
                .json()
                .path("texts")
                .path("textmillAgainstFastest")
                .path("fp32");

        // Then
        assertThat(ratios.path(Peer.DJL.title).asDouble()).isEqualTo(2.0);
        assertThat(ratios.has(Peer.LANGCHAIN4J.title)).isFalse();
    }

    @Test
    void shouldNotCompareInt8WithFp32() {
        add(TEXTMILL, 200, 1, 0);
        add(FAST.withInt8(), 100, 1, 0);

        assertThat(measured.ratio(FAST.withInt8())).isNaN();
    }

    private void add(Setup setup, double rate, float... vector) {
        measured.add(setup, new Result(rate, 1_000_000, 1, new float[][] {vector}));
    }
}
