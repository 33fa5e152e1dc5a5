package textmill.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import textmill.schema.registry.RegistryClientKeys;

/** The reference page against the code. */
class SerdeReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/serde.md");

    @Test
    void shouldListEveryKeyWithItsDefault() throws IOException {
        String page = Files.readString(PAGE);
        TreeSet<String> missing = new TreeSet<>();
        for (ConfigDef definition : new ConfigDef[] {SerdeKeys.definition(), RegistryClientKeys.definition()}) {
            definition.configKeys().forEach((name, key) -> {
                boolean hasDefault = key.hasDefault() && key.defaultValue != null && !key.defaultValue.equals(-1);
                String row = hasDefault ? "| `" + name + "` | `" + key.defaultValue + "` |" : "`" + name + "`";
                if (!page.contains(row)) {
                    missing.add(row);
                }
            });
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void shouldListEveryReason() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(BadRecordReason.values())
                .allSatisfy(reason -> assertThat(page).contains("| `" + reason.code() + "` |"));
    }
}
