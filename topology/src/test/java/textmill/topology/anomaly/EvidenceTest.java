package textmill.topology.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EvidenceTest {
    @Test
    void shouldCountTokensThatGoOnInsideAWordWhateverTheTokenizer() {
        // blue|berry pie|!
        Evidence evidence = Evidence.of("blueberry pie!")
                .replacedTokens(
                        new float[] {0.1f, 0.2f, 0.3f, 0.4f}, new int[] {0, 4, 10, 13}, new int[] {4, 9, 13, 14}, 0.5f);

        assertThat(evidence.score(Part.FRAGMENTS)).isEqualTo(0.25f);
        assertThat(evidence.score(Part.REPLACED)).isCloseTo(0.25f, within(1e-6f));
    }

    @Test
    void shouldMakeOneSpanOfNeighbouringFlaggedTokens() {
        Evidence evidence = Evidence.of("a b c d")
                .replacedTokens(
                        new float[] {0.6f, 0.9f, 0.1f, 0.5f}, new int[] {0, 2, 4, 6}, new int[] {1, 3, 5, 7}, 0.5f);

        assertThat(evidence.spans()).containsExactly(new OddSpan(0, 3, 0.9f), new OddSpan(6, 7, 0.5f));
    }

    @Test
    void shouldMeasureDoubtByTheOutOfScopeScoreOrElseByEntropy() {
        float[] probabilities = {0.5f, 0.5f};

        assertThat(Evidence.of("x").classifier(probabilities, 0.25f).score(Part.CLASSIFIER))
                .isEqualTo(0.25f);
        assertThat(Evidence.of("x").classifier(probabilities, null).score(Part.CLASSIFIER))
                .isCloseTo((float) Math.log(2), within(1e-6f));
    }

    @Test
    void shouldBringEmbeddingsToLengthOne() {
        assertThat(Evidence.of("x").embedding(new float[] {3, 4}).unit()).containsExactly(0.6f, 0.8f);
    }

    @Test
    void shouldKnowNothingOfATextWithoutResults() {
        Evidence evidence = Evidence.of("");

        assertThat(evidence.score(Part.REPLACED)).isNaN();
        assertThat(evidence.unit()).isNull();
        assertThat(evidence.spans()).isEmpty();
    }
}
