package textmill.topology.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.classification.ClassificationType;
import textmill.runtime.task.classification.LabelSet;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.fillmask.FilledMasks;
import textmill.runtime.task.regression.Regression;
import textmill.runtime.task.replacedtokens.ReplacedTokens;
import textmill.runtime.task.sparse.SparseVector;
import textmill.runtime.task.tokenclassification.Entities;
import textmill.runtime.task.tokenvectors.TokenVectors;
import textmill.runtime.task.zeroshot.ZeroShot;
import textmill.topology.result.Picture.Figure;
import textmill.topology.result.Picture.Label;
import textmill.topology.result.Picture.Mark;
import textmill.topology.result.Picture.Tone;

class PictureTest {
    private static final Classification CLASSIFICATION =
            new Classification(new LabelSet(List.of("a", "b")), new float[] {0.25f, 0.75f}, 0.25f);

    private static final Map<String, TaskResult> RESULTS = new LinkedHashMap<>(Map.of(
            "embedding",
            new Embedding(new float[] {1, 2}),
            "classification",
            CLASSIFICATION,
            "pair-classification",
            CLASSIFICATION,
            "replaced-tokens",
            new ReplacedTokens(
                    new String[] {"x", "y"}, new int[] {0, 2}, new int[] {1, 3}, new float[] {0.25f, 0.75f}, 0.5f),
            "token-classification",
            new Entities(List.of(new Entities.Entity("PERSON", 0.9f, 2, 5, "Ada"))),
            "regression",
            new Regression(List.of("valence"), new float[] {-1.5f}),
            "fill-mask",
            new FilledMasks(List.of(new FilledMasks.Mask(4, 10, List.of(new FilledMasks.Candidate("sea", 7, 0.5f))))),
            "sparse",
            new SparseVector(new int[] {3, 9}, new float[] {0.5f, 1}, new String[] {"cat", "dog"}),
            "token-vectors",
            new TokenVectors(new float[] {1, 2, 3, 4}, 2, new int[] {0, 3}, new int[] {0, 5}),
            "zero-shot",
            new ZeroShot(List.of("sport", "politics"), new float[] {0.25f, 0.75f})));

    private static Picture picture(String kind) {
        ResultType type = ResultTypes.ALL.stream()
                .filter(one -> one.kind().name().equals(kind))
                .findFirst()
                .orElseThrow();
        return ResultTypes.picture(type.kind(), java.util.Objects.requireNonNull(RESULTS.get(kind)));
    }

    @Test
    void shouldShowSomethingOfEveryKind() {
        for (ResultType type : ResultTypes.ALL) {
            assertThat(RESULTS).as("an example of").containsKey(type.kind().name());
            Picture picture = picture(type.kind().name());
            assertThat(picture.labels().size()
                            + picture.words().size()
                            + picture.tones().size()
                            + picture.marks().size()
                            + picture.figures().size())
                    .as(type.kind().name())
                    .isPositive();
        }
    }

    @Test
    void shouldShowLabelsTheBestFirst() {
        assertThat(picture("classification").labels()).containsExactly(new Label("b", 0.75f), new Label("a", 0.25f));
        assertThat(picture("classification").score()).isEqualTo(0.75f);
        assertThat(picture("classification").figures()).containsExactly(new Figure("out of scope", 0.25));
        assertThat(picture("zero-shot").labels())
                .containsExactly(new Label("politics", 0.75f), new Label("sport", 0.25f));
    }

    @Test
    void shouldSayFirstThatNoLabelFits() {
        Picture picture = ResultTypes.picture(
                ClassificationType.INSTANCE,
                new Classification(new LabelSet(List.of("a", "b")), new float[] {0.25f, 0.75f}, 0.9f));

        assertThat(picture.labels())
                .containsExactly(new Label("(out of scope)", 0.9f), new Label("b", 0.75f), new Label("a", 0.25f));
    }

    @Test
    void shouldShadeTokensAndMarkEntities() {
        assertThat(picture("replaced-tokens").tones())
                .containsExactly(new Tone(0, 1, 0.25f, false), new Tone(2, 3, 0.75f, true));
        assertThat(picture("replaced-tokens").score()).isEqualTo(0.75f);
        assertThat(picture("token-classification").marks()).containsExactly(new Mark(2, 5, "PERSON", 0.9f));
        assertThat(picture("fill-mask").marks()).containsExactly(new Mark(4, 10, "mask", 0.5f));
    }

    /** Words are what {@code console.texts = none} leaves out: nothing else of a picture may hold one. */
    @Test
    void shouldTellWordsAsWordsOnly() {
        assertThat(picture("sparse").words()).containsExactly(new Label("dog", 1), new Label("cat", 0.5f));
        assertThat(picture("sparse").labels()).isEmpty();
        assertThat(picture("fill-mask").words()).containsExactly(new Label("sea", 0.5f));
        assertThat(picture("fill-mask").labels()).isEmpty();
        assertThat(picture("token-classification").labels()).isEmpty();
    }

    @Test
    void shouldPlaceEmbeddings() {
        assertThat(picture("embedding").vector()).containsExactly(1, 2);
        assertThat(picture("token-vectors").vector()).isNull();
        assertThat(picture("embedding").score()).isNaN();
    }
}
