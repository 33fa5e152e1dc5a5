package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import textmill.cli.CommandRun.Result;
import textmill.runtime.TextModel;

/** {@code textmill model}. */
@Timeout(120)
class ModelTest {
    @Test
    void shouldSayWhatWasUnderstoodAndWhichFileSaysIt() {
        // When
        Result result = CommandRun.of("model", TinyModels.EMBEDDING);

        // Then
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("family       bert, BertModel  [config.json]")
                .contains("modules      pooling mean, then normalise  [modules.json]")
                .contains("outputs      last_hidden_state [free, free, 32]  [model.onnx]")
                .containsPattern("fingerprint  [0-9a-f]{64}")
                .contains("a batch      of any texts, on cpu")
                .contains("gives 32 numbers of length 1.000");
    }

    @Test
    void shouldDoWhatIsStated() {
        // When
        Result result = CommandRun.of(
                "model", TinyModels.EMBEDDING, "--pooling", "cls,max", "--normalise", "false", "--prompt", "query: ");

        // Then
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("modules      pooling cls + max")
                .contains("prompt       \"query: \"")
                .contains("gives 64 numbers");
    }

    @Test
    void shouldEndWithTheMessageThatRunWouldGive(@TempDir Path directory) throws IOException {
        // Given a transformer without what says how to pool
        Path model = Files.createDirectories(directory.resolve("model"));
        for (String file : List.of("config.json", "tokenizer.json", "model.onnx")) {
            Files.copy(Path.of(TinyModels.EMBEDDING, file), model.resolve(file));
        }
        Path config = Files.writeString(directory.resolve("textmill.properties"), """
                bootstrap.servers=127.0.0.1:1
                schema.registry.url=http://127.0.0.1:1
                task.vectors.model=%s
                """.formatted(model));

        // When
        Result looked = CommandRun.of("model", model.toString());
        Result run = CommandRun.of("run", "-c", config.toString());

        // Then
        assertThat(looked.exitCode()).isEqualTo(78);
        assertThat(run.exitCode()).isEqualTo(78);
        assertThat(looked.err().lines()).singleElement().asString().contains("state pooling");
        assertThat(run.err().strip()).endsWith(looked.err().strip().substring("textmill: ".length()));
    }

    @Test
    void shouldFindTheWorstDifferenceFromAReference(@TempDir Path directory) throws IOException {
        // Given: a vector as it is, and one that is off by a tenth
        float[] vector;
        try (TextModel model = TextModel.load(Path.of(TinyModels.EMBEDDING))) {
            vector = model.embed("the house");
        }
        ObjectMapper json = new ObjectMapper();
        String right = json.writeValueAsString(Map.of("text", "the house", "embedding", vector));
        vector[3] += 0.1f;
        String wrong = json.writeValueAsString(Map.of("text", "the house", "embedding", vector));
        Path reference = Files.writeString(directory.resolve("reference.jsonl"), right + "\n" + wrong + "\n");

        // When
        Result result = CommandRun.of("model", TinyModels.EMBEDDING, "--reference", reference.toString());

        // Then
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("reference    2 texts: worst difference 0.10 (line 2)");
    }
}
