package textmill.topology.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import textmill.topology.anomaly.AnomalySettings;
import textmill.topology.anomaly.Assessment;
import textmill.topology.anomaly.Evidence;
import textmill.topology.anomaly.Feedback;
import textmill.topology.anomaly.KeyState;
import textmill.topology.deadletter.Origin;

class KeptStatesTest {
    private static final AnomalySettings SETTINGS = new AnomalySettings(0.05, 100, 60, 3, 2, 50);
    private static final Basis BASIS = new Basis("rtd = rtd-small 1", "reservoir 60");
    private static final StreamKey KEY = new StreamKey("a", false);
    private static final int TEXTS = 4 * KeptState.INTERVAL + 100;

    private final MapStore store = new MapStore();

    private static Evidence text(int number) {
        Random random = new Random(number);
        float[] vector = new float[8];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian() + (number % 40 == 0 ? 4 : i);
        }
        return Evidence.of("text " + number + " of " + random.nextInt(100)).embedding(vector);
    }

    private static Origin at(int number) {
        return new Origin("texts", 0, number);
    }

    private static boolean next(KeptStates states, int number) {
        KeptState kept = states.of(KEY);
        Assessment assessment = kept.state().assess(text(number), at(number));
        kept.learn(assessment.lesson());
        states.learnt(KEY, kept);
        return assessment.verdict().alarm();
    }

    private static KeyState undisturbed(int texts) {
        KeyState state = new KeyState(SETTINGS);
        for (int i = 0; i < texts; i++) {
            state.learn(state.assess(text(i), at(i)).lesson());
        }
        return state;
    }

    @Test
    void shouldBeWhatAnUndisturbedRunIsWhereverItWasReadAgain() {
        Random random = new Random(1);
        KeptStates states = new KeptStates(store, SETTINGS, BASIS);
        int reads = 0;

        for (int i = 0; i < TEXTS; i++) {
            next(states, i);
            if (random.nextInt(60) == 0) {
                states = new KeptStates(store, SETTINGS, BASIS);
                reads++;
            }
        }

        assertThat(reads).isGreaterThan(20);
        assertThat(states.of(KEY).state().save()).isEqualTo(undisturbed(TEXTS).save());
    }

    /** Under at-least-once a crash leaves any beginning of what was written. */
    @Test
    void shouldBeAWholeStateAfterAnyBeginningOfWhatWasWritten() {
        KeptStates states = new KeptStates(store, SETTINGS, BASIS);
        List<byte[]> saved = new ArrayList<>();
        saved.add(new KeyState(SETTINGS).save());
        for (int i = 0; i < 2 * KeptState.INTERVAL + 20; i++) {
            next(states, i);
            saved.add(states.of(KEY).state().save());
        }

        for (int rows = 0; rows <= store.changelog.size(); rows++) {
            MapStore torn = MapStore.of(store.changelog.subList(0, rows));
            KeptStates read = new KeptStates(torn, SETTINGS, BASIS);
            int texts = (int) read.of(KEY).state().texts();
            assertThat(read.of(KEY).state().save()).as("%d rows", rows).isEqualTo(saved.get(texts));
            if (rows % 7 == 0 && texts + 2 < saved.size()) {
                next(read, texts);
                next(read, texts + 1);
                assertThat(new KeptStates(torn, SETTINGS, BASIS).of(KEY).state().save())
                        .as("%d rows, and two texts more", rows)
                        .isEqualTo(saved.get(texts + 2));
            }
        }
    }

    @Test
    void shouldWriteLittleForAText() {
        KeptStates states = new KeptStates(store, SETTINGS, BASIS);
        for (int i = 0; i < KeptState.INTERVAL - 1; i++) {
            next(states, i);
        }

        assertThat(store.changelog).hasSize(KeptState.INTERVAL);
        assertThat(store.bytes() / KeptState.INTERVAL).isLessThan(200);
    }

    @Test
    void shouldKeepFeedback() {
        KeptStates states = new KeptStates(store, SETTINGS, BASIS);
        int alarm = 0;
        while (!next(states, alarm)) {
            alarm++;
        }
        KeptState kept = Objects.requireNonNull(
                new KeptStates(store, SETTINGS, BASIS).remembering(at(alarm)), "it is remembered");

        kept.learn(new Feedback(at(alarm), true));

        KeyState expected = undisturbed(alarm + 1);
        expected.learn(new Feedback(at(alarm), true));
        assertThat(new KeptStates(store, SETTINGS, BASIS).of(KEY).state().save())
                .isEqualTo(expected.save());
        assertThat(states.remembering(at(alarm + 1))).isNull();
    }

    @Test
    void shouldBeginAnewWithAnotherModelAndSayWhy() {
        KeptStates before = new KeptStates(store, SETTINGS, BASIS);
        for (int i = 0; i < KeptState.INTERVAL + 10; i++) {
            next(before, i);
        }
        Basis other = new Basis("rtd = rtd-small 2", BASIS.settings());

        KeptStates after = new KeptStates(store, SETTINGS, other);
        KeptState kept = after.of(KEY);

        assertThat(kept.state().texts()).isZero();
        assertThat(kept.reset()).isEqualTo(new KeptState.Reset("models", BASIS.models(), other.models()));
        next(after, 0);
        assertThat(kept.reset()).isNull();
        next(after, 1);
        assertThat(new KeptStates(store, SETTINGS, other).of(KEY).state().save())
                .isEqualTo(undisturbed(2).save());
    }

    @Test
    void shouldFindTheThresholdAnewForAnotherRateAndKeepTheRest() {
        KeptStates before = new KeptStates(store, SETTINGS, BASIS);
        for (int i = 0; i < 300; i++) {
            next(before, i);
        }
        AnomalySettings rarer = new AnomalySettings(0.001, 100, 60, 3, 2, 50);

        KeyState after = new KeptStates(store, rarer, BASIS).of(KEY).state();

        assertThat(after.texts()).isEqualTo(300);
        assertThat(after.assess(text(300), at(300)).verdict().threshold()).isCloseTo(0.001, within(1e-9));

        KeptStates going = new KeptStates(store, rarer, BASIS);
        for (int i = 300; i < 300 + KeptState.INTERVAL; i++) {
            next(going, i);
            if (i % 50 == 0) {
                byte[] now = going.of(KEY).state().save();
                going = new KeptStates(store, rarer, BASIS);
                assertThat(going.of(KEY).state().save()).isEqualTo(now);
            }
        }
    }

    @Test
    void shouldGiveTheFirstKeysAStateOfTheirOwnAndTheOthersOneAlsoAfterARestart() {
        KeptStates states = new KeptStates(store, SETTINGS, BASIS);
        for (String name : List.of("a", "b")) {
            StreamKey key = states.streamOf(new StreamKey(name, false));
            KeptState kept = states.of(key);
            kept.learn(kept.state().assess(text(1), at(1)).lesson());
            states.learnt(key, kept);
        }

        KeptStates restarted = new KeptStates(store, SETTINGS, BASIS);

        assertThat(restarted.size()).isEqualTo(2);
        assertThat(restarted.streamOf(new StreamKey("b", false)).shared()).isFalse();
        assertThat(restarted.streamOf(new StreamKey("c", false))).isEqualTo(new StreamKey("c", true));
        assertThat(restarted.streamOf(new StreamKey(null, false)).shared()).isTrue();
    }

    /** Texts of which nothing is learnt, because their judgements become dead letters, are of any number of keys. */
    @Test
    void shouldKeepNothingOfKeysThatHaveLearntNothing() {
        KeptStates states = new KeptStates(store, SETTINGS, BASIS);
        next(states, 0);

        for (int i = 0; i < 1000; i++) {
            StreamKey key = states.streamOf(new StreamKey("key " + i, false));
            KeptState kept = states.of(key);
            kept.state().assess(text(i), at(i));
            assertThat(states.of(key)).as("asked again").isSameAs(kept);
        }

        assertThat(states.inMemory()).isEqualTo(1);
        assertThat(states.size()).isEqualTo(1);
        assertThat(store.changelog).hasSize(2);
    }

    /** A calibration that begins anew is in the store, and yet has learnt nothing. */
    @Test
    void shouldKeepOneOfAnotherModelOnlyOnceItHasLearnt() {
        KeptStates before = new KeptStates(store, SETTINGS, BASIS);
        next(before, 0);
        KeptStates after = new KeptStates(store, SETTINGS, new Basis("rtd = rtd-small 2", BASIS.settings()));

        after.of(KEY);
        assertThat(after.inMemory()).isZero();
        next(after, 1);

        assertThat(after.inMemory()).isEqualTo(1);
        assertThat(after.of(KEY).state().texts()).isEqualTo(1);
    }

    /** Feedback is looked for in all states; with thousands of keys it would make each anew, for each piece of feedback. */
    @Test
    void shouldMakeNoStateAnewOnlyToAskWhatItRemembers() {
        // Given two keys that know something of another model
        KeptStates before = new KeptStates(store, SETTINGS, BASIS);
        for (String name : List.of("a", "b")) {
            StreamKey key = before.streamOf(new StreamKey(name, false));
            KeptState kept = before.of(key);
            kept.learn(kept.state().assess(text(1), at(1)).lesson());
            before.learnt(key, kept);
        }
        KeptStates after = new KeptStates(store, SETTINGS, new Basis("rtd = rtd-small 2", BASIS.settings()));
        KeptState latest = after.of(KEY);

        // When, then
        assertThat(after.remembering(at(1))).isNull();
        assertThat(after.of(KEY)).as("no other was made since").isSameAs(latest);
    }

    /** What was learnt before a restart was learnt by other rules, and is learnt by these again. */
    @Test
    void shouldLearnEachLessonByTheRulesThatHeldWhenItCame() {
        List<AnomalySettings> rules = List.of(
                SETTINGS,
                new AnomalySettings(0.05, 100, 60, 3, 2, 1000, 1),
                new AnomalySettings(0.02, 150, 60, 3, 2, 0, 3),
                new AnomalySettings(0.02, 100, 60, 3, 2, 50, 2));
        KeyState expected = new KeyState(SETTINGS);
        KeptStates states = new KeptStates(store, SETTINGS, BASIS);

        for (int i = 0; i < 3 * KeptState.INTERVAL; i++) {
            AnomalySettings now = rules.get(i / 130 % rules.size());
            if (i % 130 == 0) {
                expected.goOnBy(now);
            }
            if (i % 26 == 0) {
                states = new KeptStates(store, now, BASIS);
                assertThat(states.of(KEY).state().save())
                        .as("before text %d", i)
                        .isEqualTo(expected.save());
            }
            next(states, i);
            expected.learn(expected.assess(text(i), at(i)).lesson());
        }
    }
}
