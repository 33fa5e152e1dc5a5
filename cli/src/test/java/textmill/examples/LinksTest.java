package textmill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages lead where they say, and README leads to every page. */
class LinksTest {
    private static final Path ROOT = Path.of("..");
    private static final Path DOCS = ROOT.resolve("docs");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("```.*?```", Pattern.DOTALL);

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String name : List.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")) {
            pages.add(ROOT.resolve(name));
        }
        try (Stream<Path> files = Files.walk(DOCS)) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        return pages;
    }

    /** Links to files here, without those to elsewhere. */
    private static List<String> links(Path page) throws IOException {
        return LINK.matcher(CODE.matcher(Files.readString(page)).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"))
                .toList();
    }

    private static Path target(Path page, String link) {
        String file = link.replaceFirst("#.*", "");
        return file.isEmpty() ? page : page.resolveSibling(file).normalize();
    }

    @Test
    void shouldLeadToWhatIsThere() throws IOException {
        List<String> nowhere = new ArrayList<>();
        for (Path page : pages()) {
            for (String link : links(page)) {
                Path target = target(page, link);
                int anchor = link.indexOf('#');
                boolean found = Files.exists(target)
                        && (anchor < 0
                                || !target.toString().endsWith(".md")
                                || anchors(target).contains(link.substring(anchor + 1)));
                if (!found) {
                    nowhere.add(page + ": " + link);
                }
            }
        }

        assertThat(nowhere).isEmpty();
    }

    /** Decisions are listed by a page of their own. */
    @Test
    void shouldLeadToEveryPage() throws IOException {
        Path readme = ROOT.resolve("README.md");
        Set<Path> linked =
                links(readme).stream().map(link -> target(readme, link)).collect(Collectors.toSet());

        assertThat(pages())
                .filteredOn(page -> page.startsWith(DOCS))
                .filteredOn(page -> !page.getFileName().toString().matches("\\d{4}-.*"))
                .hasSizeGreaterThan(30)
                .isSubsetOf(linked);
    }

    /** Of a page's headings, as GitHub makes them. */
    private static Set<String> anchors(Path page) throws IOException {
        return CODE.matcher(Files.readString(page))
                .replaceAll("")
                .lines()
                .filter(line -> line.matches("#+ .*"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
                        .strip()
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
