package textmill.topology.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import textmill.topology.http.PageAnswer;

/** The files of the page, from the jar: a fixed list, so that no path leads anywhere else. */
final class Assets {
    private static final List<String> FILES = List.of(
            "index.html",
            "console.css",
            "icon.svg",
            "main.js",
            "dom.js",
            "stream.js",
            "annotated.js",
            "flow.js",
            "charts.js",
            "texts.js",
            "map.js",
            "failures.js",
            "models.js",
            "vendor/uPlot.js",
            "vendor/uPlot.css");

    private final Map<String, PageAnswer> answers = new LinkedHashMap<>();

    private Assets() {}

    static Assets load() {
        Assets assets = new Assets();
        for (String file : FILES) {
            assets.answers.put(file, Answers.guarded(PageAnswer.of(200, type(file), read(file))));
        }
        return assets;
    }

    private static byte[] read(String file) {
        try (InputStream in = Assets.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String file) {
        return switch (file.substring(file.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> "text/javascript; charset=utf-8";
        };
    }

    /** The file of a name; the page itself without one. */
    Optional<PageAnswer> find(String name) {
        return Optional.ofNullable(answers.get(name.isEmpty() ? "index.html" : name));
    }
}
