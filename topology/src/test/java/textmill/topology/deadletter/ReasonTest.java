package textmill.topology.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReasonTest {
    private static final Path PAGE = Path.of("../docs/reference/dead-letter-reasons.md");

    /** Writes it with {@code mvn -pl topology -am test -Dtest=ReasonTest -Dtextmill.docs.write=true}. */
    @Test
    void shouldBeDocumentedEachByItsCode() throws IOException {
        if (Boolean.getBoolean("textmill.docs.write")) {
            Files.writeString(PAGE, Reason.markdown());
        }

        assertThat(PAGE).hasContent(Reason.markdown());
        assertThat(Reason.values()).allMatch(reason -> reason.meaning().endsWith("."));
    }
}
