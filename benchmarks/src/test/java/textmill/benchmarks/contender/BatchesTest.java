package textmill.benchmarks.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private static final List<String> TEXTS = new Random(7)
            .ints(200, 1, 60)
            .mapToObj(length -> "x".repeat(length))
            .toList();

    @Test
    void shouldKeepArrivalOrderUnlessSorted() {
        assertThat(Batches.ofRows(List.of("ccc", "a", "bb"), 2, false, String::length))
                .usingRecursiveComparison()
                .isEqualTo(List.of(new int[] {0, 1}, new int[] {2}));
        assertThat(Batches.ofRows(List.of("ccc", "a", "bb"), 2, true, String::length))
                .usingRecursiveComparison()
                .isEqualTo(List.of(new int[] {1, 2}, new int[] {0}));
    }

    @Test
    void shouldStayWithinTheBudgetOfPaddedTokens() {
        List<int[]> batches = Batches.ofPaddedTokens(TEXTS, 64, String::length);

        assertThat(batches).allSatisfy(batch -> {
            int longest = Arrays.stream(batch)
                    .map(index -> TEXTS.get(index).length())
                    .max()
                    .orElseThrow();
            assertThat(batch.length * longest).isLessThanOrEqualTo(64);
        });
        assertThat(batches.stream().flatMapToInt(Arrays::stream).boxed().collect(Collectors.toSet()))
                .hasSize(TEXTS.size());
        assertThat(batches.stream().mapToInt(batch -> batch.length).sum()).isEqualTo(TEXTS.size());
    }

    @Test
    void shouldPutEveryVectorInItsTextsPlace() throws Exception {
        // Given
        List<int[]> batches = Batches.ofRows(TEXTS, 8, true, String::length);

        // When
        float[][] vectors = Batches.run(TEXTS, batches, 3, items -> items.stream()
                .map(item -> new float[] {item.length()})
                .toArray(float[][]::new));

        // Then
        assertThat(IntStream.range(0, TEXTS.size())
                        .allMatch(at -> vectors[at][0] == TEXTS.get(at).length()))
                .isTrue();
    }

    @Test
    void shouldPassOnWhatACallerThrows() {
        List<int[]> batches = Batches.ofRows(TEXTS, 8, false, String::length);

        assertThatThrownBy(() -> Batches.run(TEXTS, batches, 2, items -> {
                    throw new IllegalStateException("broken");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken");
    }
}
