package textmill.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LowPortsTest {
    @Test
    void shouldGiveNoPortTwiceThoughNobodyHasTakenItYet() {
        assertThat(LowPorts.free(500)).hasSize(500).doesNotHaveDuplicates().allMatch(port -> port < 32_000);
    }
}
