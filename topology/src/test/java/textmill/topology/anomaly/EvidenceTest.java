package textmill.topology.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.classification.LabelSet;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.replacedtokens.ReplacedTokens;

class EvidenceTest {
    private static final LabelSet LABELS = new LabelSet(List.of("a", "b"));

    @Test
    void shouldCountTokensThatGoOnInsideAWordWhateverTheTokenizer() {
        // blue|berry pie|!
        ReplacedTokens tokens = new ReplacedTokens(
                new String[] {"blue", "##berry", "pie", "!"},
                new int[] {0, 4, 10, 13},
                new int[] {4, 9, 13, 14},
                new float[] {0.1f, 0.2f, 0.3f, 0.4f},
                0.5f);

        Evidence evidence = Evidence.of("blueberry pie!", List.of(tokens));

        assertThat(evidence.score(Part.FRAGMENTS)).isEqualTo(0.25f);
        assertThat(evidence.score(Part.REPLACED)).isCloseTo(0.25f, within(1e-6f));
    }

    @Test
    void shouldMakeOneSpanOfNeighbouringFlaggedTokens() {
        ReplacedTokens tokens = new ReplacedTokens(
                new String[] {"a", "b", "c", "d"},
                new int[] {0, 2, 4, 6},
                new int[] {1, 3, 5, 7},
                new float[] {0.6f, 0.9f, 0.1f, 0.5f},
                0.5f);

        Evidence evidence = Evidence.of("a b c d", List.of(tokens));

        assertThat(evidence.spans()).containsExactly(new OddSpan(0, 3, 0.9f), new OddSpan(6, 7, 0.5f));
    }

    @Test
    void shouldMeasureDoubtByTheOutOfScopeScoreOrElseByEntropy() {
        Classification scoped = new Classification(LABELS, new float[] {0.5f, 0.5f}, 0.25f);
        Classification unscoped = new Classification(LABELS, new float[] {0.5f, 0.5f}, null);

        assertThat(Evidence.of("x", List.of(scoped)).score(Part.CLASSIFIER)).isEqualTo(0.25f);
        assertThat(Evidence.of("x", List.of(unscoped)).score(Part.CLASSIFIER))
                .isCloseTo((float) Math.log(2), within(1e-6f));
    }

    @Test
    void shouldBringEmbeddingsToLengthOne() {
        assertThat(Evidence.of("x", List.of(new Embedding(new float[] {3, 4}))).unit())
                .containsExactly(0.6f, 0.8f);
    }

    @Test
    void shouldKnowNothingOfATextWithoutResults() {
        Evidence evidence = Evidence.of("", List.of());

        assertThat(evidence.score(Part.REPLACED)).isNaN();
        assertThat(evidence.unit()).isNull();
        assertThat(evidence.spans()).isEmpty();
    }
}
