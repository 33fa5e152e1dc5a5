package textmill.cli.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.VectorForm;
import textmill.runtime.task.VectorOptions;
import textmill.runtime.task.VectorType;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.classification.LabelSet;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.fillmask.FilledMasks;
import textmill.runtime.task.fillmask.FilledMasks.Candidate;
import textmill.runtime.task.fillmask.FilledMasks.Mask;
import textmill.runtime.task.fillmask.FilledMasks.Perplexity;
import textmill.runtime.task.regression.Regression;
import textmill.runtime.task.replacedtokens.ReplacedTokens;
import textmill.runtime.task.sparse.SparseVector;
import textmill.runtime.task.tokenvectors.TokenVectors;
import textmill.runtime.task.tokenvectors.TokenVectorsType;

class OutputLinesTest {

    @Test
    void shouldWriteOneEmbeddingALineWithShortestFloats() {
        assertThat(written(new Embedding(new float[] {0.1f, -1f, 2.0e-3f, 1.0e-9f}), new Embedding(new float[] {3f})))
                .isEqualTo("{\"embedding\":[0.1,-1.0,0.002,1.0E-9]}\n{\"embedding\":[3.0]}\n");
    }

    @Test
    void shouldWriteEmbeddingsInTheFormThatIsAskedFor() {
        float[] vector = {0.5f, -1, 0, 1};

        assertThat(written(
                        form(vector, VectorType.INT8, false),
                        form(vector, VectorType.INT8, true),
                        form(vector, VectorType.FLOAT32, true),
                        form(vector, VectorType.BINARY, false)))
                .isEqualTo("""
                        {"embedding":[63,-128,-1,126],"vector_type":"int8","dimensions":4}
                        {"embedding":"P4D/fg==","vector_type":"int8","dimensions":4}
                        {"embedding":"AAAAPwAAgL8AAAAAAACAPw==","vector_type":"float32","dimensions":4}
                        {"embedding":[16],"vector_type":"binary","dimensions":4}
                        """);
    }

    private static Embedding form(float[] vector, VectorType type, boolean packed) {
        return new Embedding(
                vector, new VectorForm(type, packed, VectorForm.plain().range()));
    }

    @Test
    void shouldWriteLabelsBestFirst() {
        // Given
        LabelSet labels = new LabelSet(List.of("a", "b", "c"));

        // Then
        assertThat(written(
                        new Classification(labels, new float[] {0.2f, 0.7f, 0.1f}, 0.25f),
                        new Classification(labels, new float[] {0.5f, 0.3f, 0.2f}, null)))
                .isEqualTo("""
                        {"label":"b","score":0.7,"labels":[{"label":"b","score":0.7},{"label":"a","score":0.2},{"label":"c","score":0.1}],"outOfScope":0.25}
                        {"label":"a","score":0.5,"labels":[{"label":"a","score":0.5},{"label":"b","score":0.3},{"label":"c","score":0.2}]}
                        """);
    }

    @Test
    void shouldWriteMeanMaximumAndEveryToken() {
        // Given
        ReplacedTokens tokens = new ReplacedTokens(
                new String[] {"a", "##b"}, new int[] {0, 1}, new int[] {1, 2}, new float[] {0.25f, 0.75f}, 0.5f);
        ReplacedTokens none = new ReplacedTokens(new String[0], new int[0], new int[0], new float[0], 0.5f);

        // Then
        assertThat(written(tokens, none)).isEqualTo("""
                        {"score":0.5,"max":0.75,"tokens":[{"token":"a","start":0,"end":1,"score":0.25,"flagged":false},{"token":"##b","start":1,"end":2,"score":0.75,"flagged":true}]}
                        {"score":0.0,"max":0.0,"tokens":[]}
                        """);
    }

    @Test
    void shouldWriteOneNumberOrSeveralWithTheirNames() {
        assertThat(written(
                        new Regression(List.of("LABEL_0"), new float[] {0.25f}),
                        new Regression(List.of("valence", "arousal"), new float[] {-1f, 2.5f})))
                .isEqualTo("""
                        {"value":0.25}
                        {"values":[-1.0,2.5],"names":["valence","arousal"]}
                        """);
    }

    @Test
    void shouldWriteTermsWithTheirWeights() {
        assertThat(written(
                        new SparseVector(new int[] {3, 9}, new float[] {0.5f, 1f}, new String[] {"##a", "b"}),
                        new SparseVector(new int[0], new float[0], new String[0])))
                .isEqualTo("""
                        {"sparse":{"indices":[3,9],"values":[0.5,1.0],"tokens":["##a","b"]}}
                        {"sparse":{"indices":[],"values":[],"tokens":[]}}
                        """);
    }

    @Test
    void shouldWriteAVectorForEachToken() {
        assertThat(written(
                        new TokenVectors(new float[] {1f, 0f, 0f, 1f}, 2, new int[] {0, 3}, new int[] {0, 5}),
                        new TokenVectors(new float[0], 0, new int[0], new int[0])))
                .isEqualTo("""
                        {"vectors":[[1.0,0.0],[0.0,1.0]],"tokens":[{"start":0,"end":0},{"start":3,"end":5}]}
                        {"vectors":[],"tokens":[]}
                        """);
    }

    @Test
    void shouldWriteTokenVectorsInTheFormThatIsAskedFor() {
        float[] vectors = {1f, -1f, 0.5f, 0f, 0f, -0.5f, 1f, 1f};
        TaskOptions steps = TaskOptions.of(TokenVectorsType.INSTANCE, Map.of("vector", "int8"));
        TaskOptions bits =
                TaskOptions.of(TokenVectorsType.INSTANCE, Map.of("vector", "ubinary", "vector.encoding", "array"));

        assertThat(written(
                        new TokenVectors(vectors, 4, new int[] {0, 3}, new int[] {0, 5}, VectorOptions.read(steps)),
                        new TokenVectors(vectors, 4, new int[] {0, 3}, new int[] {0, 5}, VectorOptions.read(bits))))
                .isEqualTo("""
                        {"vectors":["foA//w==","/79+fg=="],"tokens":[{"start":0,"end":0},{"start":3,"end":5}],"vector_type":"int8","dimensions":4}
                        {"vectors":[[160],[48]],"tokens":[{"start":0,"end":0},{"start":3,"end":5}],"vector_type":"ubinary","dimensions":4}
                        """);
    }

    @Test
    void shouldWriteCandidatesForEachMask() {
        Candidate candidate = new Candidate(" sea", 7, 0.5f);

        assertThat(written(new FilledMasks(List.of(new Mask(4, 10, List.of(candidate)))), new FilledMasks(List.of())))
                .isEqualTo("""
                        {"masks":[{"start":4,"end":10,"candidates":[{"token":" sea","id":7,"score":0.5}]}]}
                        {"masks":[]}
                        """);
    }

    @Test
    void shouldWriteThePerplexityOfATextWithoutMasks() {
        assertThat(written(
                        new FilledMasks(List.of(), new Perplexity(12.5, 9)),
                        new FilledMasks(List.of(), new Perplexity(Double.NaN, 0))))
                .isEqualTo("""
                        {"masks":[],"perplexity":12.5,"perplexityTokens":9}
                        {"masks":[],"perplexity":null}
                        """);
    }

    @Test
    void shouldWriteErrorsInPlaceOfResults() {
        assertThat(new String(new OutputLines().error("INPUT_INVALID", "not \"valid\" JSON"), StandardCharsets.UTF_8))
                .isEqualTo("{\"error\":{\"reason\":\"INPUT_INVALID\",\"message\":\"not \\\"valid\\\" JSON\"}}\n");
    }

    private static String written(TaskResult... results) {
        OutputLines lines = new OutputLines();
        return Arrays.stream(results)
                .map(result -> new String(lines.result(result, false), StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }
}
