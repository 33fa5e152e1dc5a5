package textmill.topology.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static textmill.topology.anomaly.Streams.at;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LessonTest {
    private static final AnomalySettings SETTINGS =
            AnomalySettings.atRate(0.01).withReservoir(200).withWarmUp(300);

    @Test
    void shouldTeachTheSameWhetherItWasSavedOrNot() {
        Streams streams = new Streams(11);
        KeyState taught = new KeyState(SETTINGS);
        KeyState taughtBySaved = new KeyState(SETTINGS);

        for (int i = 0; i < 2000; i++) {
            Evidence evidence = i % 50 == 0 ? streams.text(i % 7, 2) : streams.text();
            evidence.label(i % 3, List.of("a", "b"));
            Lesson lesson = taught.assess(evidence, at(i)).lesson();
            taught.learn(lesson);
            taughtBySaved.learn(Lesson.restore(lesson.save()));
        }

        assertThat(taughtBySaved.save()).isEqualTo(taught.save());
    }

    @Test
    void shouldChangeNothingByAssessing() {
        Streams streams = new Streams(12);
        KeyState state = new KeyState(SETTINGS);
        for (int i = 0; i < 1000; i++) {
            state.learn(state.assess(streams.text(), at(i)).lesson());
        }
        byte[] before = state.save();
        Evidence odd = streams.text(5, 3);

        Verdict first = state.assess(odd, at(1000)).verdict();

        assertThat(first.alarm()).isTrue();
        assertThat(state.save()).isEqualTo(before);
        assertThat(state.assess(odd, at(1000)).verdict()).isEqualTo(first);
    }

    @Test
    void shouldHoldLittleAndNothingOfTheText() {
        Streams streams = new Streams(13);
        KeyState state = new KeyState(SETTINGS);
        int bytes = 0;
        for (int i = 0; i < 1000; i++) {
            Lesson lesson = state.assess(streams.text(), at(i)).lesson();
            byte[] saved = lesson.save();
            bytes += saved.length;
            assertThat(new String(saved, StandardCharsets.ISO_8859_1)).doesNotContain("river", "walls", "people");
            state.learn(lesson);
        }

        assertThat(bytes / 1000).isLessThan(300);
        assertThat(state.save()).hasSizeGreaterThan(50_000);
    }
}
