package textmill.runtime.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LengthQueueTest {
    private long arrivals;

    private record Text(int number, int length) {}

    @Test
    void shouldPutTheNearestLengthsBesideTheOldest() {
        // Given
        LengthQueue<Integer> queue = new LengthQueue<>();
        for (int length : new int[] {30, 90, 31, 10, 28, 95, 33}) {
            queue.add(length, length, arrivals++);
        }

        // When
        List<Integer> batch = queue.take(new BatchLimits(132, 10, 1_000));

        // Then
        assertThat(batch).containsExactly(30, 31, 28, 33);
        assertThat(queue.size()).isEqualTo(3);
        assertThat(queue.totalLength()).isEqualTo(90 + 10 + 95);
    }

    @Test
    void shouldLeaveOutWhatWouldMostlyBePadding() {
        // Given
        LengthQueue<Integer> queue = new LengthQueue<>();
        queue.add(100, 100, arrivals++);
        queue.add(20, 20, arrivals++);
        queue.add(97, 97, arrivals++);

        // When, Then
        assertThat(queue.take(new BatchLimits(10_000, 10, 24))).containsExactly(100, 97);
    }

    @Test
    void shouldPadRatherThanRunAgainIfARunCostsMore() {
        // Given two texts: 20 + 30 tokens, which together are 60 with 10 of padding
        LengthQueue<Integer> queue = new LengthQueue<>();
        LengthQueue<Integer> same = new LengthQueue<>();
        for (int length : new int[] {30, 20}) {
            queue.add(length, length, arrivals++);
            same.add(length, length, arrivals++);
        }

        // When, Then 30 / (30 + c) against 50 / (60 + c): together from c = 15 on
        assertThat(queue.take(new BatchLimits(10_000, 10, 14))).containsExactly(30);
        assertThat(same.take(new BatchLimits(10_000, 10, 15))).containsExactly(30, 20);
    }

    @Test
    void shouldGoOnPastATextThatIsNotWorthwhileAloneIfMoreMakeItSo() {
        // Given one at 40 is a loss with 30 beside it, six of them are a gain
        LengthQueue<Integer> queue = new LengthQueue<>();
        queue.add(30, 30, arrivals++);
        for (int i = 0; i < 6; i++) {
            queue.add(40, 40, arrivals++);
        }

        // When, Then
        assertThat(queue.take(new BatchLimits(10_000, 10, 6))).hasSize(7);
    }

    @Test
    void shouldPutOnlyEqualLengthsTogetherIfToldTo() {
        // Given
        LengthQueue<Integer> queue = new LengthQueue<>();
        for (int length : new int[] {30, 31, 30, 29, 30}) {
            queue.add(length, length, arrivals++);
        }
        BatchLimits limits = new BatchLimits(10_000, 10, 1_000).withEqualLengths();

        // When, Then
        assertThat(queue.take(limits)).containsExactly(30, 30, 30);
        assertThat(queue.take(limits)).containsExactly(31);
        assertThat(queue.take(limits)).containsExactly(29);
    }

    @Test
    void shouldPutOnlyEqualWidthsTogetherIfToldTo() {
        // Given
        LengthQueue<Integer> queue = new LengthQueue<>();
        for (int length : new int[] {30, 33, 29, 28, 32}) {
            queue.add(length, length, arrivals++);
        }
        BatchLimits limits = new BatchLimits(10_000, 10, 1_000, LengthBuckets.fine(512)).withEqualWidths();

        // When, Then: 29 to 32 tokens have one width, whichever of them share a batch.
        assertThat(queue.take(limits)).containsExactly(30, 29, 32);
        assertThat(queue.take(limits)).containsExactly(33);
        assertThat(queue.take(limits)).containsExactly(28);
        assertThat(limits.sharing()).isEqualTo(Sharing.EQUAL_WIDTHS);
    }

    @Test
    void shouldGiveATextBeyondTheBudgetABatchOfItsOwn() {
        // Given
        LengthQueue<Integer> queue = new LengthQueue<>();
        queue.add(500, 500, arrivals++);
        queue.add(499, 499, arrivals++);

        // When, Then
        assertThat(queue.take(new BatchLimits(256, 10, 1_000))).containsExactly(500);
    }

    @Test
    void shouldBoundTheWaitOfATextHoweverBadlyItFits() {
        // Given a long text behind 5 others, and short texts that never stop coming
        LengthQueue<Integer> queue = new LengthQueue<>();
        BatchLimits limits = new BatchLimits(64, 8, 24);
        for (int i = 0; i < 5; i++) {
            queue.add(8, 8, arrivals++);
        }
        queue.add(60, 60, arrivals++);

        // When
        int batches = 0;
        List<Integer> batch = List.of();
        while (!batch.contains(60)) {
            for (int i = 0; i < 20; i++) {
                queue.add(8, 8, arrivals++);
            }
            batch = queue.take(limits);
            batches++;
        }

        // Then it waits for no more batches than there were older texts, and itself
        assertThat(batches).isLessThanOrEqualTo(6);
    }

    @Property(tries = 200, seed = "20261125")
    void shouldBoundTheWaitWhateverArrives(
            @ForAll @Size(min = 1, max = 200) List<@IntRange(min = 2, max = 512) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 600) int budget,
            @ForAll @IntRange(min = 1, max = 20) int rows,
            @ForAll Random random) {
        LengthQueue<Text> queue = new LengthQueue<>();
        BatchLimits limits = new BatchLimits(budget, rows, 24);
        Set<Integer> waiting = new HashSet<>();
        List<Integer> leftAt = new ArrayList<>();
        int arrived = 0;
        while (arrived < lengths.size() || !queue.isEmpty()) {
            for (int n = random.nextInt(4); n > 0 && arrived < lengths.size(); n--) {
                queue.add(new Text(arrived, lengths.get(arrived)), lengths.get(arrived), arrivals++);
                waiting.add(arrived++);
            }
            List<Text> batch = queue.take(limits);
            assertThat(batch.isEmpty()).isEqualTo(waiting.isEmpty());
            if (!batch.isEmpty()) {
                // The oldest is in, so a text leaves after at most as many batches as there were older ones.
                assertThat(batch.get(0).number())
                        .isEqualTo(
                                waiting.stream().min(Comparator.naturalOrder()).orElseThrow());
                int longest = batch.stream().mapToInt(Text::length).max().orElseThrow();
                assertThat(batch.size() == 1 || longest * batch.size() <= budget)
                        .isTrue();
                assertThat(batch).hasSizeLessThanOrEqualTo(rows);
            }
            for (Text text : batch) {
                assertThat(waiting.remove(text.number())).isTrue();
                leftAt.add(text.number());
            }
        }
        assertThat(leftAt).hasSize(lengths.size()).doesNotHaveDuplicates();
    }

    @Test
    void shouldKnowWhatWaitsLongest() {
        // Given
        LengthQueue<Integer> queue = new LengthQueue<>();
        queue.add(1, 50, arrivals++);
        queue.add(2, 5, arrivals++);
        queue.add(3, 20, arrivals++);

        // When, Then: the oldest goes alone, then what came next
        assertThat(queue.oldestArrival()).isZero();
        assertThat(queue.take(new BatchLimits(50, 1, 24))).containsExactly(1);
        assertThat(queue.oldestArrival()).isEqualTo(1);
        assertThat(queue.oldest()).isEqualTo(2);
        assertThat(queue.take(new BatchLimits(50, 2, 24))).containsExactly(2, 3);
        assertThat(queue.oldestArrival()).isEqualTo(Long.MAX_VALUE);
        assertThat(queue.take(new BatchLimits(10, 10, 24))).isEmpty();
    }
}
