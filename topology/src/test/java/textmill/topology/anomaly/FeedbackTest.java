package textmill.topology.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static textmill.topology.anomaly.Streams.at;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class FeedbackTest {
    private static final AnomalySettings SETTINGS =
            AnomalySettings.atRate(0.01).withReservoir(200).withWarmUp(300);
    private static final int WARM = 1000;

    private final Streams streams = new Streams(21);
    private final KeyState state = warm();

    private KeyState warm() {
        KeyState warm = new KeyState(SETTINGS);
        for (int i = 0; i < WARM; i++) {
            warm.judge(streams.text(), at(i));
        }
        return warm;
    }

    @Test
    void shouldGiveNoAlarmForWhatWasCalledFineHoweverLongAfterwards() {
        Evidence odd = streams.text(5, 2);
        assertThat(state.judge(odd, at(WARM)).alarm()).isTrue();

        state.learn(new Feedback(at(WARM), true));
        for (int i = 1; i < 3000; i++) {
            state.judge(streams.text(), at(WARM + i));
        }

        Verdict again = state.judge(odd, at(WARM + 3000));
        assertThat(again.alarm()).isFalse();
        assertThat(Objects.requireNonNull(again.repeat()).origin()).isEqualTo(at(WARM));
        assertThat(again.repeat().isFine()).isTrue();
    }

    @Test
    void shouldTakeWhatWasCalledFineForNormal() {
        Evidence odd = streams.text(5, -3);
        state.judge(odd, at(WARM));

        state.learn(new Feedback(at(WARM), true));

        assertThat(state.assess(odd, at(WARM + 1)).verdict().nearest().get(0).origin())
                .isEqualTo(at(WARM));
    }

    @Test
    void shouldLowerTheThresholdForAFalseAlarmAndGiveARightOneBack() {
        Evidence odd = streams.text(5, 2);
        double before = threshold();
        state.judge(odd, at(WARM));
        double afterAlarm = threshold();
        assertThat(afterAlarm).isLessThan(before);

        state.learn(new Feedback(at(WARM), false));
        double afterRight = threshold();
        state.learn(new Feedback(at(WARM), false));
        double afterRightAgain = threshold();
        state.learn(new Feedback(at(WARM), true));
        double afterFine = threshold();

        assertThat(afterRight).isGreaterThan(before);
        assertThat(afterRightAgain).isEqualTo(afterRight);
        assertThat(afterFine).isLessThan(afterRight);
    }

    private double threshold() {
        return state.assess(streams.text(), at(WARM)).verdict().threshold();
    }

    @Test
    void shouldIgnoreFeedbackOnATextThatGaveNoAlarm() {
        byte[] before = state.save();

        state.learn(new Feedback(at(3), true));

        assertThat(state.remembers(at(3))).isFalse();
        assertThat(state.save()).isEqualTo(before);
    }

    @Test
    void shouldRememberFeedbackWhenItIsSaved() {
        Evidence odd = streams.text(5, 2);
        state.judge(odd, at(WARM));
        state.learn(Feedback.restore(new Feedback(at(WARM), true).save()));

        KeyState restored = KeyState.restore(state.save(), SETTINGS);

        assertThat(restored.save()).isEqualTo(state.save());
        assertThat(restored.assess(odd, at(WARM + 1)).verdict().alarm()).isFalse();
    }
}
