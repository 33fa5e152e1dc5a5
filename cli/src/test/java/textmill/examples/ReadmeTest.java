package textmill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Path EXAMPLES = Path.of("src/test/java/textmill/examples");

    @Test
    void shouldShowTheExamplesThatAreRunHere() throws IOException {
        // Given
        String readme = Files.readString(ROOT.resolve("README.md"));

        // When
        List<String> shown = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(readme)
                .results()
                .map(match -> match.group(1))
                .toList();

        // Then
        assertThat(shown)
                .containsExactlyInAnyOrder(excerpt("OwnTopologyExample.java"), excerpt("NearestTextExample.java"));
    }

    private static String excerpt(String file) throws IOException {
        MatchResult marked = Pattern.compile("    // README: [a-z ]+\n(.*)    // README: end", Pattern.DOTALL)
                .matcher(Files.readString(EXAMPLES.resolve(file)))
                .results()
                .findFirst()
                .orElseThrow();
        return marked.group(1).indent(-4);
    }
}
