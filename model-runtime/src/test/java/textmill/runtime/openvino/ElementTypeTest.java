package textmill.runtime.openvino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElementTypeTest {

    /** Values of IEEE 754-2019, table 3.5 and its neighbourhood. */
    @ParameterizedTest
    @CsvSource({
        "0000, 0.0",
        "8000, -0.0",
        "3c00, 1.0",
        "c000, -2.0",
        "3555, 0.33325195",
        "7bff, 65504.0",
        "0400, 6.1035156E-5",
        "03ff, 6.097555E-5",
        "0001, 5.9604645E-8",
        "7c00, Infinity",
        "fc00, -Infinity",
        "7e00, NaN"
    })
    void shouldWidenSixteenBits(String bits, float expected) {
        assertThat(Float.valueOf(ElementType.half((short) Integer.parseInt(bits, 16))))
                .isEqualTo(Float.valueOf(expected));
    }

    @Test
    void shouldReadFloatsOfEveryWidthAndNothingElse() throws Exception {
        try (Memory memory = new Memory(8)) {
            // Given
            memory.setShort(0, (short) 0x3fc0);
            memory.setShort(2, (short) 0xbfc0);
            memory.setFloat(4, 3.25f);

            // Then
            assertThat(ElementType.BF16.floats(memory, 2)).containsExactly(1.5f, -1.5f);
            assertThat(ElementType.F16.floats(memory, 1)).containsExactly(1.9375f);
            assertThat(ElementType.F32.floats(memory.share(4), 1)).containsExactly(3.25f);
            assertThatThrownBy(() -> ElementType.I64.floats(memory, 1)).hasMessageContaining("found i64");
            assertThatThrownBy(() -> ElementType.of(77, "logits")).hasMessageContaining("output logits");
        }
    }
}
