package textmill.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class CachingSchemaRegistryTest {
    private static final Schema STRING = Schema.create(Schema.Type.STRING);

    private final AtomicLong nanos = new AtomicLong(-5);
    private final Counting source = new Counting();
    private final SchemaRegistry registry = new CachingSchemaRegistry(
            source, new RegistryConfig.Caching(10, 2, Duration.ofSeconds(10), Duration.ofSeconds(60)), nanos::get);

    @Test
    void shouldBelieveForATimeOnlyThatAnIdIsUnknown() {
        source.missing = true;
        assertThatThrownBy(() -> registry.byId(1)).isInstanceOf(RegistryRefusedException.class);
        advance(Duration.ofSeconds(10).minusNanos(1));
        assertThatThrownBy(() -> registry.byId(1)).isInstanceOf(RegistryRefusedException.class);
        assertThat(source.asked).isEqualTo(1);

        source.missing = false;
        advance(Duration.ofNanos(1));

        assertThat(registry.byId(1)).isEqualTo(STRING);
    }

    @Test
    void shouldRememberABoundedNumberOfUnknownIds() {
        source.missing = true;
        for (int id = 1; id <= 3; id++) {
            int wanted = id;
            assertThatThrownBy(() -> registry.byId(wanted)).isInstanceOf(RegistryRefusedException.class);
        }

        assertThatThrownBy(() -> registry.byId(3)).isInstanceOf(RegistryRefusedException.class);
        assertThat(source.asked).isEqualTo(3);
        assertThatThrownBy(() -> registry.byId(1)).isInstanceOf(RegistryRefusedException.class);
        assertThat(source.asked).isEqualTo(4);
    }

    @Test
    void shouldAskAgainForTheLatestVersionAfterAWhile() {
        registry.latest("s");
        registry.latest("s");
        assertThat(source.asked).isEqualTo(1);

        advance(Duration.ofSeconds(60));
        registry.latest("s");

        assertThat(source.asked).isEqualTo(2);
    }

    @Test
    void shouldKeepIdsForEver() {
        registry.byId(1);
        advance(Duration.ofDays(10_000));
        registry.byId(1);

        assertThat(source.asked).isEqualTo(1);
    }

    private void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    private static final class Counting implements SchemaRegistry {
        private int asked;
        private boolean missing;

        @Override
        public int register(String subject, Schema schema) {
            return ++asked;
        }

        @Override
        public int idOf(String subject, Schema schema) {
            return ++asked;
        }

        @Override
        public Schema byId(int id) {
            asked++;
            if (missing) {
                throw new RegistryRefusedException("no", 404, 40403);
            }
            return STRING;
        }

        @Override
        public RegisteredSchema latest(String subject) {
            return new RegisteredSchema(subject, 1, ++asked, STRING);
        }
    }
}
