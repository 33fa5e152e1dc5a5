package textmill.runtime.task.classification;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabelChoiceTest {
    private static final float[] SCORES = {0.1f, 0.5f, -0.25f, 0.5f, 0f, -3f};

    @Test
    void shouldListTheBestFirstAndOfEqualsTheFirst() {
        assertThat(LabelChoice.ALL.of(SCORES, 6)).containsExactly(1, 3, 0, 4, 2, 5);
        assertThat(LabelChoice.ALL.of(SCORES, 2)).containsExactly(1, 3);
    }

    @Test
    void shouldListAllThatReachTheirThreshold() {
        LabelChoice choice = new LabelChoice(new float[] {0.1f, 0.6f, 0, 0.5f, 0.1f, 0}, LabelChoice.AUTO);

        assertThat(choice.of(SCORES, 1)).containsExactly(3, 0);
    }

    @Test
    void shouldListTheBestOfThese() {
        assertThat(new LabelChoice(new float[] {0, 0, 0, 0, 0, 0}, 2).of(SCORES, 1))
                .containsExactly(1, 3);
        assertThat(new LabelChoice(new float[0], 3).of(SCORES, 1)).containsExactly(1, 3, 0);
        assertThat(new LabelChoice(new float[0], 99).of(SCORES, 1)).hasSize(6);
    }

    @Test
    void shouldListNothingWhereNoLabelHolds() {
        assertThat(new LabelChoice(new float[] {1, 1, 1, 1, 1, 1}, LabelChoice.AUTO).of(SCORES, 5))
                .isEmpty();
    }
}
