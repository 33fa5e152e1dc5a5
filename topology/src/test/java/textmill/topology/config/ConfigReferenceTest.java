package textmill.topology.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/configuration.md");

    /** Write it with {@code mvn -pl topology -am test -Dtest=ConfigReferenceTest -Dtextmill.docs.write=true}. */
    @Test
    void shouldBeWhatTheRegistryOfKeysSays() throws IOException {
        if (Boolean.getBoolean("textmill.docs.write")) {
            Files.writeString(PAGE, ConfigReference.markdown());
        }

        assertThat(PAGE).hasContent(ConfigReference.markdown());
    }

    @Test
    void shouldDocumentEveryKey() {
        for (Key key : Key.values()) {
            assertThat(ConfigReference.markdown()).contains("| `" + key.keyName() + "` |");
            assertThat(key.doc).as(key.keyName()).endsWith(".");
        }
    }
}
