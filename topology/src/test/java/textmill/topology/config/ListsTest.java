package textmill.topology.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values with commas in them, as people write them. */
class ListsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bootstrap.servers|'a:9092,'",
                "bootstrap.servers|',a:9092'",
                "bootstrap.servers|'a:9092,,b:9092'",
                "bootstrap.servers|'a:9092;b:9092'",
                "bootstrap.servers|'a:9092 b:9092'",
                "bootstrap.servers|'a:9092,b'",
                "input.topic|'a,'",
                "input.topic|'a,,b'",
                "input.topic|'a,a'",
                "input.topic|'a;b'",
                "input.topic|'a b'",
                "redact.rules|'email,'",
                "redact.rules|'email,,iban'",
                "redact.rules|'email;iban'",
                "device|'cpu,'",
                "device|'cpu,,openvino'",
                "http.allowed.hosts|'a,'",
                "task.kinds.labels|'a,,b'",
            })
    void shouldRefuseAListWithAGapInOneLineThatNamesTheKey(String key, String value) {
        Map<String, String> settings = settings();
        settings.put(key, value);

        assertThatThrownBy(() -> TextmillConfig.parse(settings))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems()).singleElement().asString().contains(key, value, "expected"));
    }

    @Test
    void shouldTakeBlanksAroundCommas() {
        Map<String, String> settings = settings();
        settings.put("bootstrap.servers", "a:9092 , b:9092");
        settings.put("input.topic", " a , b ");
        settings.put("redact.rules", "email , iban");

        TextmillConfig config = TextmillConfig.parse(settings);

        assertThat(config.pipelines().get(0).inputTopics()).containsExactly("a", "b");
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("bootstrap.servers", "a:9092");
        settings.put("schema.registry.url", "http://a:8081");
        settings.put("application.id", "lists");
        settings.put("input.topic", "texts");
        settings.put("redact.topic", "redacted");
        settings.put("task.kinds.model", "clinc150-intents");
        return settings;
    }
}
