package textmill.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class NearestTextsTest {

    @Test
    void shouldFindTheNearestByDirection() {
        // Given
        NearestTexts texts = new NearestTexts(10);
        texts.add("east", new float[] {5, 0});
        texts.add("north", new float[] {0, 2});

        // When
        float[] query = {3, 1};
        NearestTexts.normalize(query);

        // Then
        assertThat(texts.nearest(query)).hasValueSatisfying(neighbour -> {
            assertThat(neighbour.text()).isEqualTo("east");
            assertThat(neighbour.cosine()).isCloseTo(3 / Math.sqrt(10), Assertions.within(1e-6));
        });
    }

    @Test
    void shouldForgetTheOldest() {
        // Given
        NearestTexts texts = new NearestTexts(2);
        texts.add("first", new float[] {1, 0});
        texts.add("second", new float[] {0, 1});
        texts.add("third", new float[] {-1, 0.1f});

        // Then
        assertThat(texts.nearest(new float[] {1, 0}).orElseThrow().text()).isEqualTo("second");
    }

    @Test
    void shouldIgnoreAVectorOfZerosAndBeEmptyAtFirst() {
        // Given
        NearestTexts texts = new NearestTexts(2);

        // When
        texts.add("nothing", new float[] {0, 0});

        // Then
        assertThat(texts.nearest(new float[] {1, 0})).isEmpty();
    }
}
