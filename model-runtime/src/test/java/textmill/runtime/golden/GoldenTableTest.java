package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The table of the reference page is what the golden tests hold; {@code -Dtextmill.docs.write=true} writes it. */
class GoldenTableTest {
    private static final Path PAGE = Path.of("../docs/reference/models.md");
    private static final String START = "<!-- from the golden tests -->\n";
    private static final String END = "<!-- end -->";

    @Test
    void shouldListTheFamiliesTasksAndLayoutsThatAreHeld() throws IOException {
        // Given
        String page = Files.readString(PAGE);
        int start = page.indexOf(START) + START.length();
        int end = page.indexOf(END);
        String written = page.substring(0, start) + table() + page.substring(end);

        // When
        if (Boolean.getBoolean("textmill.docs.write")) {
            Files.writeString(PAGE, written);
        }

        // Then
        assertThat(PAGE).hasContent(written);
    }

    private static String table() {
        Map<String, TreeSet<String>> layouts = new TreeMap<>();
        GoldenContractTest.good().filter(golden -> !golden.refused()).forEach(golden -> layouts.computeIfAbsent(
                        golden.about().path("family").asText() + " | "
                                + golden.about().path("task").asText(),
                        family -> new TreeSet<>())
                .add(golden.about().path("layout").asText()));
        StringBuilder table = new StringBuilder("| family | task | as written by |\n| --- | --- | --- |\n");
        layouts.forEach((family, names) -> table.append("| " + family + " | " + String.join("; ", names) + " |\n"));
        return table.toString();
    }
}
