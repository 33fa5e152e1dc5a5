package textmill.benchmarks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndlessTextsTest {
    @Test
    void shouldMakeEachCopyATextOfItsOwn() {
        // Given
        EndlessTexts texts = new EndlessTexts(List.of("a", "b"));

        // When
        List<String> five = IntStream.range(0, 5).mapToObj(texts::text).toList();

        // Then
        assertThat(five).containsExactly("a", "b", "a 1", "b 1", "a 2").doesNotHaveDuplicates();
    }
}
