package textmill.topology.start;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class GroupMembersTest {
    private static final Map<String, Object> NOBODY =
            Map.of("bootstrap.servers", "127.0.0.1:1", "default.api.timeout.ms", 500, "request.timeout.ms", 500);

    /** Whoever waits for the members of a group to go would take them for gone. */
    @Test
    void shouldNotTakeBrokersThatDoNotAnswerForAGroupWithoutMembers() {
        try (Admin admin = Admin.create(NOBODY)) {
            GroupMembers members = new GroupMembers(admin, Duration.ofSeconds(60));

            assertThatThrownBy(() -> members.ofAnotherProtocol(Set.of("group"), true))
                    .isInstanceOf(TimeoutException.class);
        }
    }
}
