package textmill.runtime;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;

/** The tiny random models of the test resources. */
public final class TestModels {
    private TestModels() {}

    /** A model with random weights and a vocabulary of 500: {@code tiny-bert} and its siblings. */
    public static ModelSpec tiny(String name) {
        return ModelSpec.read(resource("/tiny/" + name), ModelOptions.none());
    }

    /** Copies a directory with all that is in it, for a test that changes files. */
    public static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /** The path of a test resource. */
    public static Path resource(String name) {
        URL url = TestModels.class.getResource(name);
        if (url == null) {
            throw new IllegalArgumentException("no test resource " + name);
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }
}
