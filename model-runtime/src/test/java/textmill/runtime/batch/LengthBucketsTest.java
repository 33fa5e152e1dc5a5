package textmill.runtime.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.runtime.TestModels;
import textmill.runtime.model.ModelInput;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.tokenize.TextTokenizer;

class LengthBucketsTest {
    @ParameterizedTest
    @CsvSource({"1,16", "16,16", "17,32", "127,128", "129,160", "256,256", "257,320", "500,512", "512,512", "513,513"})
    void shouldRoundALengthUpToTheNextWidth(int longest, int width) {
        assertThat(new LengthBuckets(512).width(longest)).isEqualTo(width);
    }

    @Test
    void shouldNeverBeWiderThanTheModelAllowsNorWasteMuch() {
        for (int maxTokens : new int[] {10, 100, 512, 1_000, 8_192}) {
            LengthBuckets buckets = new LengthBuckets(maxTokens);
            for (int longest = 1; longest <= maxTokens; longest++) {
                int width = buckets.width(longest);
                assertThat(width).isBetween(longest, maxTokens);
                assertThat(width - longest).isLessThan(Math.max(16, longest / 4 + 1));
                assertThat(buckets.width(width)).isEqualTo(width);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,4", "4,4", "5,8", "63,64", "65,72", "128,128", "129,144", "256,256", "257,288", "500,512", "513,513"
    })
    void shouldRoundFinelyWhereABatchIsSmall(int longest, int width) {
        assertThat(LengthBuckets.fine(512).width(longest)).isEqualTo(width);
    }

    @Test
    void shouldLeaveFortyFineWidths() {
        LengthBuckets buckets = LengthBuckets.fine(512);

        assertThat(IntStream.rangeClosed(1, 512).map(buckets::width).distinct()).hasSize(40);
        for (int longest = 32; longest <= 512; longest++) {
            assertThat(buckets.width(longest) - longest).isLessThanOrEqualTo(longest / 8);
        }
    }

    @Test
    void shouldLeaveFewShapes() {
        LengthBuckets buckets = new LengthBuckets(512);

        assertThat(IntStream.rangeClosed(1, 512).map(buckets::width).distinct()).hasSize(16);
        assertThat(LengthBuckets.none().width(77)).isEqualTo(77);
    }

    @Test
    void shouldMakeBatchesOfFewNumbersOfRowsWhereEveryShapeIsKept() {
        LengthBuckets fine = LengthBuckets.fine(512);

        assertThat(IntStream.rangeClosed(1, 64).filter(fine::takes))
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64);
        assertThat(shapes(fine, 512, true)).isEqualTo(260);
        assertThat(shapes(fine, 512, false)).isEqualTo(428);
        assertThat(IntStream.rangeClosed(1, 64))
                .allMatch(LengthBuckets.none()::takes)
                .allMatch(fine.exact()::takes)
                .allMatch(new LengthBuckets(512)::takes);
    }

    /** How many shapes batches can have. */
    private static long shapes(LengthBuckets buckets, int paddedTokens, boolean fewRows) {
        return IntStream.rangeClosed(2, 512)
                .map(buckets::width)
                .distinct()
                .mapToLong(width -> IntStream.rangeClosed(1, 64)
                        .filter(rows -> rows * width <= paddedTokens && (!fewRows || buckets.takes(rows)))
                        .count())
                .sum();
    }

    @Test
    void shouldLeaveToTheNextBatchWhatMakesANumberOfRowsThatIsNotKept() {
        // Given
        LengthQueue<Integer> queue = new LengthQueue<>();
        for (int i = 0; i < 23; i++) {
            queue.add(i, 12, i);
        }
        BatchLimits limits = new BatchLimits(512, 64, 24, LengthBuckets.fine(512), true);

        // When, Then
        assertThat(queue.take(limits)).hasSize(20).contains(0);
        assertThat(queue.take(limits)).hasSize(3);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void shouldCountTheWholeWidthAgainstTheBudget() {
        // Given 300 texts of any length
        LengthBuckets buckets = new LengthBuckets(512);
        BatchLimits limits = new BatchLimits(2_048, 100, 256, buckets);
        LengthQueue<Integer> queue = new LengthQueue<>();
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            int length = 1 + random.nextInt(512);
            queue.add(length, length, i);
        }

        // When, Then
        while (!queue.isEmpty()) {
            List<Integer> batch = queue.take(limits);
            int longest = batch.stream().mapToInt(Integer::intValue).max().orElseThrow();
            assertThat(batch.size() * buckets.width(longest)).isLessThanOrEqualTo(2_048);
        }
    }

    @Test
    void shouldFillUpToTheWidthWithPaddingOnly() {
        // Given
        ModelSpec spec = TestModels.tiny("tiny-bert");
        BatchLayout layout = BatchLayout.of(spec);
        PaddedBatch batch = new PaddedBatch();
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer())) {
            // When
            batch.fill(List.of(tokenizer.tokenize("the house", false)), layout, new LengthBuckets(512));
        }

        // Then
        assertThat(batch.longest()).isEqualTo(16);
        assertThat(batch.paddedTokens()).isEqualTo(16);
        List<Long> mask = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            mask.add(batch.values(ModelInput.Role.ATTENTION_MASK).getLong(i * Long.BYTES));
            if (i >= batch.tokens()) {
                assertThat(batch.values(ModelInput.Role.INPUT_IDS).getLong(i * Long.BYTES))
                        .isEqualTo(spec.tokenizer().padId());
            }
        }
        assertThat(mask.stream().mapToLong(Long::longValue).sum()).isEqualTo(batch.tokens());
    }
}
