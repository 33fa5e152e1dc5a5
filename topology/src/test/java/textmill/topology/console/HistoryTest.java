package textmill.topology.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HistoryTest {

    private record Thing(long id, long bytes) implements History.Entry {}

    @Test
    void shouldKeepTheLatestWithinBothLimits() {
        History<Thing> history = new History<>(3, 100);

        for (int i = 1; i <= 5; i++) {
            history.add(new Thing(i, 10));
        }
        assertThat(history.all()).extracting(Thing::id).containsExactly(3L, 4L, 5L);

        history.add(new Thing(6, 85));
        assertThat(history.all()).extracting(Thing::id).containsExactly(5L, 6L);
    }

    @Test
    void shouldKeepOneThatIsTooLargeByItself() {
        History<Thing> history = new History<>(3, 100);

        history.add(new Thing(1, 10));
        history.add(new Thing(2, 1_000));

        assertThat(history.all()).extracting(Thing::id).containsExactly(2L);
    }

    @Test
    void shouldFindTheLatestThatAreWanted() {
        History<Thing> history = new History<>(10, 1_000);
        for (int i = 1; i <= 6; i++) {
            history.add(new Thing(i, 1));
        }

        assertThat(history.latest(2, thing -> thing.id() % 2 == 0))
                .extracting(Thing::id)
                .containsExactly(6L, 4L);
        assertThat(history.find(3)).contains(new Thing(3, 1));
        assertThat(history.find(7)).isEmpty();
    }
}
