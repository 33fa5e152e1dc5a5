package textmill.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectNameStrategyTest {

    @ParameterizedTest
    @CsvSource({
        "io.confluent.kafka.serializers.subject.TopicNameStrategy, texts-value, texts-key",
        "io.confluent.kafka.serializers.subject.RecordNameStrategy, shop.Order, shop.Order",
        "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy, texts-shop.Order, texts-shop.Order",
        "TopicNameStrategy, texts-value, texts-key",
        "record_name, shop.Order, shop.Order",
    })
    void shouldNameSubjectsAsConfluentDoes(String configured, String value, String key) {
        SubjectNameStrategy strategy = SubjectNameStrategy.parse("value.subject.name.strategy", configured);

        assertThat(strategy.subject("texts", false, "shop.Order")).isEqualTo(value);
        assertThat(strategy.subject("texts", true, "shop.Order")).isEqualTo(key);
    }

    @Test
    void shouldRefuseAStrategyItDoesNotKnow() {
        assertThatThrownBy(() -> SubjectNameStrategy.parse("value.subject.name.strategy", "com.acme.MyStrategy"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("value.subject.name.strategy")
                .hasMessageContaining("com.acme.MyStrategy")
                .hasMessageContaining("TopicRecordNameStrategy");
    }

    @Test
    void shouldNeedARecordToNameASubjectAfterIt() {
        assertThatThrownBy(() -> SubjectNameStrategy.RECORD_NAME.subject("texts", false, null))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("texts");
    }
}
