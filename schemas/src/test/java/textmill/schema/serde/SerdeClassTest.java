package textmill.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SerdeClassTest {
    private static final Map<String, String> CONFIGS = Map.of("schema.registry.url", "http://localhost:1");

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "textmill.schema.serde.TextmillAvroSerde"})
    void shouldMakeOurs(@Nullable String name) {
        assertThat(SerdeClass.isOurs(name)).isTrue();
        try (Serializer<Object> serializer = SerdeClass.serializer(name, CONFIGS, false);
                Deserializer<Object> deserializer = SerdeClass.deserializer(name, CONFIGS, false)) {
            assertThat(serializer).isInstanceOf(TextmillAvroSerializer.class);
            assertThat(deserializer).isInstanceOf(TextmillAvroDeserializer.class);
        }
    }

    @Test
    void shouldMakeOthersFromSerdesAndFromTheirHalves() {
        String serde = Serdes.StringSerde.class.getName();

        assertThat(SerdeClass.isOurs(serde)).isFalse();
        assertThat(SerdeClass.serializer(serde, CONFIGS, false)).isInstanceOf(StringSerializer.class);
        assertThat(SerdeClass.deserializer(serde, CONFIGS, false)).isInstanceOf(StringDeserializer.class);
        assertThat(SerdeClass.serializer(StringSerializer.class.getName(), CONFIGS, false))
                .isInstanceOf(StringSerializer.class);
        assertThat(SerdeClass.deserializer(StringDeserializer.class.getName(), CONFIGS, false))
                .isInstanceOf(StringDeserializer.class);
    }

    @Test
    void shouldNameTheClassThatWillNotDo() {
        assertThatThrownBy(() -> SerdeClass.serializer("io.confluent.NoSuchSerde", CONFIGS, false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("io.confluent.NoSuchSerde")
                .hasMessageContaining("class path");
        assertThatThrownBy(() -> SerdeClass.deserializer(StringSerializer.class.getName(), CONFIGS, false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("StringSerializer")
                .hasMessageContaining("Deserializer");
    }
}
