package textmill.faults.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import textmill.faults.load.Texts;
import textmill.faults.oracle.OutputRecord;
import textmill.runtime.TextModel;

/**
 * An embedder and two classifiers with random weights, small enough for thousands of texts a second. The second classifier
 * is a copy of the first in a directory of its own: another model to whoever loads it.
 */
public final class SmallModels implements AutoCloseable {
    private static final Path TINY =
            Path.of("../model-runtime/src/test/resources/tiny").toAbsolutePath().normalize();

    static final String EMBEDDER = TINY.resolve("tiny-bert").toString();
    static final String CLASSIFIER = TINY.resolve("tiny-roberta").toString();

    private final Path copy;
    private final TextModel embedder = TextModel.load(Path.of(EMBEDDER));
    private final TextModel classifier = TextModel.load(Path.of(CLASSIFIER));

    private SmallModels(Path copy) {
        this.copy = copy;
    }

    /** Loads them, and copies one to a directory. */
    public static SmallModels open(Path copy) {
        try (var files = Files.list(Path.of(CLASSIFIER))) {
            Files.createDirectories(copy);
            for (Path file : files.toList()) {
                Path to = copy.resolve(file.getFileName());
                if (Files.isRegularFile(file) && !Files.exists(to)) {
                    Files.copy(file, to);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SmallModels(copy);
    }

    String secondClassifier() {
        return copy.toString();
    }

    boolean isVector(OutputRecord result) {
        return ExpectedVector.computed(embedder.embed(text(result))).matches(result);
    }

    boolean isClassification(OutputRecord result) {
        float[] expected = classifier.classify(text(result)).probabilities().clone();
        Arrays.sort(expected);
        for (int i = 0; i < expected.length / 2; i++) {
            float low = expected[i];
            expected[i] = expected[expected.length - 1 - i];
            expected[expected.length - 1 - i] = low;
        }
        return ExpectedVector.computed(expected).matches(result);
    }

    private static String text(OutputRecord result) {
        return Texts.text(result.sourcePartition(), result.sourceOffset());
    }

    @Override
    public void close() {
        embedder.close();
        classifier.close();
    }
}
