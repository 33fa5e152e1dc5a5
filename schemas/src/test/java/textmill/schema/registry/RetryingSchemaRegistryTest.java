package textmill.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetryingSchemaRegistryTest {
    private static final Schema SCHEMA = Schema.create(Schema.Type.STRING);
    private static final RegistryClientConfig.Retries FIVE = new RegistryClientConfig.Retries(5, 100, 400);

    private final List<Long> pauses = new ArrayList<>();
    private int questions;

    @AfterEach
    void forgetTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void shouldAskAgainWithLongerPausesUntilTheSchemaIsKnown() {
        // Given
        SchemaRegistry registry = new RetryingSchemaRegistry(answeringAfter(4, 404), FIVE, pauses::add);

        // When, Then
        assertThat(registry.byId(7)).isEqualTo(SCHEMA);
        assertThat(pauses).containsExactly(100L, 200L, 400L, 400L);
    }

    @Test
    void shouldGiveUpAfterTheLastRetry() {
        // Given
        SchemaRegistry registry = new RetryingSchemaRegistry(answeringAfter(100, 404), FIVE, pauses::add);

        // When, Then
        assertThatThrownBy(() -> registry.byId(7)).isInstanceOf(RegistryRefusedException.class);
        assertThat(questions).isEqualTo(6);
        assertThat(pauses).hasSize(5);
    }

    @Test
    void shouldNotAskAgainAfterAnotherRefusal() {
        // Given
        SchemaRegistry registry = new RetryingSchemaRegistry(answeringAfter(100, 403), FIVE, pauses::add);

        // When, Then
        assertThatThrownBy(() -> registry.byId(7)).isInstanceOf(RegistryRefusedException.class);
        assertThat(questions).isOne();
        assertThat(pauses).isEmpty();
    }

    @Test
    void shouldStopWaitingWhenItsThreadIsInterrupted() {
        // Given: pauses of an hour, as the registry makes them itself
        RegistryClientConfig.Retries hours = new RegistryClientConfig.Retries(5, 3_600_000, 3_600_000);
        SchemaRegistry registry = new RetryingSchemaRegistry(answeringAfter(100, 404), hours);

        // When
        Thread.currentThread().interrupt();

        // Then
        assertThatThrownBy(() -> registry.byId(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(questions).isOne();
    }

    private SchemaRegistry answeringAfter(int refusals, int status) {
        return new SchemaRegistry() {
            @Override
            public Schema byId(int id) {
                if (questions++ < refusals) {
                    throw new RegistryRefusedException("Schema " + id + " not found", status, status * 100 + 3);
                }
                return SCHEMA;
            }

            @Override
            public Schema byGuid(UUID guid) {
                return byId((int) guid.getLeastSignificantBits());
            }

            @Override
            public int register(String subject, Schema schema) {
                throw new UnsupportedOperationException("not asked here");
            }

            @Override
            public int idOf(String subject, Schema schema) {
                throw new UnsupportedOperationException("not asked here");
            }

            @Override
            public RegisteredSchema latest(String subject) {
                throw new UnsupportedOperationException("not asked here");
            }
        };
    }
}
