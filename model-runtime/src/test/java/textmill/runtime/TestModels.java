package textmill.runtime;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;

/** The tiny random models of the test resources. */
public final class TestModels {
    private TestModels() {}

    /** A model with random weights and a vocabulary of 500: {@code tiny-bert} and its siblings. */
    public static ModelSpec tiny(String name) {
        return ModelSpec.read(resource("/tiny/" + name), ModelOptions.none());
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
