package textmill.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command that a page tells its reader to type.
 *
 * @param place file and line
 * @param words behind {@code ./textmill}, as a shell would split them
 * @param output file that its results are sent to, or empty
 */
record DocumentedCommand(String place, List<String> words, String output) {
    private static final String COMMAND = "./textmill";
    private static final Pattern INLINE = Pattern.compile("`([^`]*" + Pattern.quote(COMMAND) + " [^`]*)`");

    /** All of them: blocks of code, and commands within a line. */
    static List<DocumentedCommand> all(Path root) throws IOException {
        List<DocumentedCommand> found = new ArrayList<>();
        try (Stream<Path> pages = Files.walk(root.resolve("docs"))) {
            List<Path> all =
                    new ArrayList<>(pages.filter(page -> page.toString().endsWith(".md"))
                            .sorted()
                            .toList());
            all.add(root.resolve("README.md"));
            for (Path page : all) {
                ofPage(root, page, found);
            }
        }
        return found;
    }

    private static void ofPage(Path root, Path page, List<DocumentedCommand> found) throws IOException {
        List<String> lines = Files.readAllLines(page);
        boolean fenced = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String place = root.relativize(page) + ":" + (i + 1);
            if (line.startsWith("```")) {
                fenced = !fenced;
            } else if (fenced || line.startsWith("    ")) {
                int first = i;
                StringBuilder whole = new StringBuilder(line);
                while (whole.toString().endsWith("\\") && i + 1 < lines.size()) {
                    whole.setLength(whole.length() - 1);
                    whole.append(lines.get(++i).strip());
                }
                if (whole.indexOf(COMMAND + " ") >= 0) {
                    found.add(of(root.relativize(page) + ":" + (first + 1), whole.toString()));
                }
            } else {
                Matcher inline = INLINE.matcher(line);
                while (inline.find()) {
                    found.add(of(place, inline.group(1)));
                }
            }
        }
    }

    static DocumentedCommand of(String place, String line) {
        String rest = line.substring(line.indexOf(COMMAND) + COMMAND.length());
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        String output = "";
        int i = 0;
        for (; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                inWord = true;
            } else if (c == '|' || c == ';' || c == '&' || c == '<' || c == '>' || c == ')' || (c == '#' && !inWord)) {
                break;
            } else if (Character.isWhitespace(c)) {
                add(words, word, inWord);
                inWord = false;
            } else {
                word.append(c);
                inWord = true;
            }
        }
        add(words, word, inWord);
        if (i < rest.length() && rest.charAt(i) == '>') {
            output = rest.substring(i + 1).strip();
        }
        return new DocumentedCommand(place, List.copyOf(words), output);
    }

    /** An ellipsis stands for whatever the reader has. */
    private static void add(List<String> words, StringBuilder word, boolean inWord) {
        if (inWord && !word.toString().equals("…") && !word.toString().equals("...")) {
            words.add(word.toString());
        }
        word.setLength(0);
    }

    String command() {
        return words.isEmpty() ? "" : words.get(0);
    }

    @Override
    public String toString() {
        return place + ": textmill " + String.join(" ", words);
    }
}
