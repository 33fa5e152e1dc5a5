package textmill.runtime.engine.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.BatchingEngine;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.Outcome;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Statements;
import textmill.runtime.model.TextGraph;
import textmill.runtime.onnx.SessionSettings;
import textmill.runtime.runner.LayeredRunner;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.embedding.Embedding;

/** Models that share their lower layers, in ONNX Runtime. */
class SharedSessionsTest {
    private static final String SHARED = """
            e = Gather(words, input_ids)
            m = MatMul(e, w)
            p = Add(m, bias)
            sum = Add(p, e)
            y = LayerNormalization(sum, gamma, beta) axis=-1 epsilon=0.001
            """;

    private static final String ONE = SHARED + """
            n = MatMul(y, w)
            more = Add(n, y)
            z = LayerNormalization(more, beta, gamma) axis=-1 epsilon=0.001
            last_hidden_state = MatMul(z, w)
            """;

    private static final String TWO = SHARED + """
            n = MatMul(y, w)
            b = Add(n, bias)
            g = Tanh(b)
            last_hidden_state = MatMul(g, w)
            """;

    private static final List<String> TEXTS = List.of(
            "",
            "the house",
            "a much longer text, of several words and a full stop.",
            "one",
            "the river of the house and the house of the river",
            "of");

    private static final EngineConfig CONFIG =
            EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu")).withThreads(2, 1, 1);

    private final Path directory;

    SharedSessionsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldOpenModelsAboveOneSessionOfTheirLayers() throws Exception {
        // Given
        ModelSpec one = write("one", ONE);
        ModelSpec two = write("two", TWO);
        SessionSettings settings = SessionSettings.of(Device.CPU, 1);
        SharedSessions sessions = new SharedSessions(List.of(one, two));

        // When
        try (ModelRunner first = sessions.open(one, settings);
                ModelRunner second = sessions.open(two, settings);
                ModelRunner asWritten = new SharedSessions(List.of(one, two)).open(one, settings.withoutFusion());
                ModelRunner alone = new SharedSessions(List.of(one)).open(one, settings)) {
            // Then
            LayeredRunner layered = Objects.requireNonNull(first.layered(false));
            assertThat(layered.lower())
                    .isSameAs(Objects.requireNonNull(second.layered(false)).lower());
            assertThat(asWritten.layered(false)).isNull();
            assertThat(alone.layered(false)).isNull();
        }
    }

    @Test
    void shouldOpenAnEncoderAndAClassifierAboveTheSameLayers() throws Exception {
        // Given
        ModelSpec encoder = write("encoder", ONE);
        Path config = directory.resolve("encoder").resolve("config.json");
        Path classifier = Files.createDirectory(directory.resolve("classifier"));
        TextGraph.write(TWO, classifier);
        assertThat(config).content().contains("BertModel");
        Files.writeString(
                classifier.resolve("config.json"),
                Files.readString(config).replace("BertModel", "BertForSequenceClassification"));
        ModelSpec intents = ModelSpec.read(classifier);
        SessionSettings settings = SessionSettings.of(Device.CPU, 1);
        SharedSessions sessions = new SharedSessions(List.of(encoder, intents));

        // When
        try (ModelRunner first = sessions.open(encoder, settings);
                ModelRunner second = sessions.open(intents, settings)) {
            // Then
            assertThat(Objects.requireNonNull(first.layered(false)).lower())
                    .isSameAs(Objects.requireNonNull(second.layered(false)).lower());
        }
    }

    @Test
    void shouldComputeWhatEachModelComputesByItself() throws Exception {
        // Given
        ModelSpec one = write("one", ONE);
        ModelSpec two = write("two", TWO);
        List<float[]> expected = vectors(List.of(TaskSpec.of("one", one)));
        expected.addAll(vectors(List.of(TaskSpec.of("two", two))));

        // When
        List<float[]> together = vectors(List.of(TaskSpec.of("one", one), TaskSpec.of("two", two)));

        // Then: bit by bit
        assertThat(together).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(together.get(i)).isEqualTo(expected.get(i));
        }
    }

    @Test
    void shouldOpenModelsByThemselvesWhereThePartsOfOneDoNotRun() throws Exception {
        // Given a product of the ids as a matrix, which fits for rows of 32 tokens only: in the trial run it does not
        ModelSpec one = write("one", ONE);
        ModelSpec two = write("two", SHARED + """
            ids = Cast(input_ids) to=1
            n = MatMul(ids, w)
            last_hidden_state = Add(y, n)
            """);
        SessionSettings settings = SessionSettings.of(Device.CPU, 1);
        SharedSessions sessions = new SharedSessions(List.of(two, one));

        // When
        try (ModelRunner refused = sessions.open(two, settings);
                ModelRunner runner = sessions.open(one, settings)) {
            // Then
            assertThat(refused.layered(false)).isNull();
            assertThat(refused.works()).isFalse();
            assertThat(runner.layered(false)).isNull();
            assertThat(runner.works()).isTrue();
        }
    }

    /** Each task's vectors of all texts, one task after another, all texts in flight at once. */
    private static List<float[]> vectors(List<TaskSpec> tasks) throws Exception {
        List<float[]> vectors = new ArrayList<>();
        try (BatchingEngine engine = EngineLoader.open(CONFIG, tasks)) {
            List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
            for (String text : TEXTS) {
                outcomes.add(engine.submit(text, engine.tasks(), Duration.ofMinutes(1))
                        .toCompletableFuture());
            }
            for (int task = 0; task < tasks.size(); task++) {
                for (CompletableFuture<Outcome> outcome : outcomes) {
                    Outcome.Success success = (Outcome.Success) outcome.get();
                    vectors.add(((Embedding) success.results().get(task)).vector());
                }
            }
        }
        return vectors;
    }

    private ModelSpec write(String name, String lines) throws IOException {
        Path model = Files.createDirectory(directory.resolve(name));
        TextGraph.write(lines, model);
        return ModelSpec.read(
                model, ModelOptions.none().with(Statements.parse(Map.of("pooling", "mean", "normalise", "true"))));
    }
}
