package textmill.topology.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionTest {
    @Test
    void shouldBeOneLineOfJsonWhateverTheReasonsSay() {
        // Given a message as brokers and registries write them
        Condition down =
                new Condition(List.of("no \"leader\" of C:\\texts\nfor 3 s \u0001", "größer"), List.of("m on cpu"));

        // Then
        assertThat(down.json())
                .isEqualTo("{\"status\":\"DOWN\",\"reasons\":[\"no \\\"leader\\\" of C:\\\\texts\\nfor 3 s \\u0001\","
                        + "\"größer\"],\"devices\":[\"m on cpu\"]}\n");
    }

    @Test
    void shouldLeaveOutDevicesOfWhichNothingIsSaid() {
        assertThat(new Condition(List.of()).json()).isEqualTo("{\"status\":\"UP\",\"reasons\":[]}\n");
    }
}
