package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import textmill.runtime.MiniLm;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.embedding.Embedding;

/** The engine on a real model. */
class BatchingEngineTest {
    private static final Duration WAIT = Duration.ofMinutes(1);
    private static BatchingEngine engine;

    @BeforeAll
    static void open() {
        engine = EngineLoader.open(
                EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu")),
                List.of(TaskSpec.of(ModelSpec.read(MiniLm.directory()))));
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void shouldGiveEachTextTheVectorItWouldGetAlone() throws Exception {
        // Given
        List<String> texts = texts(200);
        List<float[]> alone = new ArrayList<>();
        for (String text : texts) {
            alone.add(vector(engine.submit(text, engine.tasks(), WAIT)));
        }

        // When
        List<CompletionStage<Outcome>> together = new ArrayList<>();
        for (String text : texts) {
            together.add(engine.submit(text, engine.tasks(), WAIT));
        }

        // Then
        for (int i = 0; i < texts.size(); i++) {
            assertThat(vector(together.get(i)))
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(alone.get(i));
        }
    }

    private static float[] vector(CompletionStage<Outcome> stage) throws Exception {
        Outcome outcome = stage.toCompletableFuture().get();
        assertThat(outcome).isInstanceOf(Outcome.Success.class);
        return ((Embedding) ((Outcome.Success) outcome).results().get(0)).vector();
    }

    private static List<String> texts(int count) {
        Random random = new Random(7);
        String[] words = {"river", "the", "unbelievably", "small", "bank", "of", "Kafka", "42", "é", "😀", "中文"};
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder("text " + i);
            for (int n = random.nextInt(60); n > 0; n--) {
                text.append(' ').append(words[random.nextInt(words.length)]);
            }
            texts.add(text.toString());
        }
        return texts;
    }
}
