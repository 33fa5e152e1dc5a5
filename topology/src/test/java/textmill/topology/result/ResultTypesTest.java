package textmill.topology.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import textmill.events.FlaggedSpan;
import textmill.events.MaskCandidate;
import textmill.events.MaskPredictions;
import textmill.events.PredictedMask;
import textmill.events.ReplacedTokenScores;
import textmill.events.TextClassification;
import textmill.events.TextEmbedding;
import textmill.events.TextRegression;
import textmill.events.TextSparseVector;
import textmill.events.TextTokenVectors;
import textmill.events.TokenScore;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.VectorForm;
import textmill.runtime.task.VectorOptions;
import textmill.runtime.task.VectorRange;
import textmill.runtime.task.VectorType;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.classification.ClassificationType;
import textmill.runtime.task.classification.LabelSet;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.embedding.EmbeddingType;
import textmill.runtime.task.fillmask.FillMaskType;
import textmill.runtime.task.fillmask.FilledMasks;
import textmill.runtime.task.fillmask.FilledMasks.Candidate;
import textmill.runtime.task.fillmask.FilledMasks.Mask;
import textmill.runtime.task.fillmask.FilledMasks.Perplexity;
import textmill.runtime.task.regression.Regression;
import textmill.runtime.task.regression.RegressionType;
import textmill.runtime.task.replacedtokens.ReplacedTokens;
import textmill.runtime.task.replacedtokens.ReplacedTokensType;
import textmill.runtime.task.sparse.SparseType;
import textmill.runtime.task.sparse.SparseVector;
import textmill.runtime.task.tokenvectors.TokenVectors;
import textmill.runtime.task.tokenvectors.TokenVectorsType;
import textmill.runtime.task.zeroshot.ZeroShot;
import textmill.runtime.task.zeroshot.ZeroShotType;
import textmill.runtime.text.TextFlags;
import textmill.schema.serde.FloatVector;
import textmill.topology.config.TaskSettings;
import textmill.topology.config.TextmillConfig;
import textmill.topology.deadletter.Origin;

class ResultTypesTest {
    private static final Origin ORIGIN = new Origin("texts", 2, 77);

    @Test
    void shouldNameSourceModelAndFlags() {
        TextEmbedding record =
                (TextEmbedding) record(Map.of(), new Embedding(new float[] {1, 2}), EmbeddingType.INSTANCE, true);

        assertThat(record.getSourceTopic()).isEqualTo("texts");
        assertThat(record.getSourcePartition()).isEqualTo(2);
        assertThat(record.getSourceOffset()).isEqualTo(77);
        assertThat(record.getModel()).isEqualTo("model");
        assertThat(record.getModelFingerprint()).isEqualTo("fingerprint");
        assertThat(record.getTruncated()).isTrue();
        assertThat(record.getEmpty()).isTrue();
        assertThat(record.getSubstituted()).isTrue();
        assertThat(record.getEmbedding()).isInstanceOf(FloatVector.class).containsExactly(1f, 2f);
    }

    @Test
    void shouldListFiveLabelsUnlessToldOtherwise() {
        float[] scores = {0.05f, 0.5f, 0.05f, 0.2f, 0.1f, 0.1f};
        LabelSet labels = new LabelSet(List.of("a", "b", "c", "d", "e", "f"));

        TextClassification record = (TextClassification)
                record(Map.of(), new Classification(labels, scores, 0.25f), ClassificationType.INSTANCE, false);

        assertThat(record.getLabels()).containsExactly("b", "d", "e", "f", "a");
        assertThat(record.getScores()).isInstanceOf(FloatVector.class).containsExactly(0.5f, 0.2f, 0.1f, 0.1f, 0.05f);
        assertThat(record.getLabel()).isEqualTo("b");
        assertThat(record.getScore()).isEqualTo(0.5f);
        assertThat(record.getOutOfScope()).isEqualTo(0.25f);
    }

    @Test
    void shouldWriteNumbersWithTheirNames() {
        Regression result = new Regression(List.of("valence", "arousal"), new float[] {-1, 2});

        TextRegression record = (TextRegression) record(Map.of(), result, RegressionType.INSTANCE, false);

        assertThat(record.getValue()).isEqualTo(-1);
        assertThat(record.getValues()).containsExactly(-1f, 2f);
        assertThat(record.getNames()).containsExactly("valence", "arousal");
    }

    @Test
    void shouldWriteTermsUnlessOnlyTheirIdsAreWanted() {
        SparseVector result = new SparseVector(new int[] {3, 9}, new float[] {0.5f, 1}, new String[] {"a", "b"});

        TextSparseVector full = (TextSparseVector) record(Map.of(), result, SparseType.INSTANCE, false);
        TextSparseVector plain =
                (TextSparseVector) record(Map.of("tokens", "indices"), result, SparseType.INSTANCE, false);

        assertThat(full.getIndices()).containsExactly(3, 9);
        assertThat(full.getValues()).containsExactly(0.5f, 1f);
        assertThat(full.getTokens()).containsExactly("a", "b");
        assertThat(plain.getIndices()).containsExactly(3, 9);
        assertThat(plain.getTokens()).isNull();
    }

    @Test
    void shouldWriteEmbeddingsInTheFormThatIsAskedFor() {
        VectorRange unit = VectorForm.plain().range();
        float[] vector = {0.5f, -1, 0, 1, 2, -3, 0.25f, 1};

        TextEmbedding plain = embedding(new Embedding(vector));
        TextEmbedding bits = embedding(new Embedding(vector, new VectorForm(VectorType.UBINARY, true, unit)));
        TextEmbedding numbers = embedding(new Embedding(vector, new VectorForm(VectorType.INT8, false, unit)));

        assertThat(plain.getEmbedding()).isEqualTo(FloatVector.wrap(vector));
        assertThat(plain.getVectorType()).isEqualTo("float32");
        assertThat(plain.getVectorBytes()).isNull();
        assertThat(plain.getDimensions()).isEqualTo(8);
        assertThat(bits.getEmbedding()).isEmpty();
        assertThat(bits.getVectorType()).isEqualTo("ubinary");
        assertThat(bits.getVectorBytes()).isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0b10011011}));
        assertThat(bits.getDimensions()).isEqualTo(8);
        assertThat(numbers.getEmbedding()).containsExactly(63f, -128f, -1f, 126f, 127f, -128f, 31f, 126f);
        assertThat(numbers.getVectorType()).isEqualTo("int8");
        assertThat(numbers.getVectorBytes()).isNull();
    }

    private static TextEmbedding embedding(Embedding embedding) {
        return (TextEmbedding) record(Map.of(), embedding, EmbeddingType.INSTANCE, false);
    }

    @Test
    void shouldWriteAVectorForEachToken() {
        TokenVectors result = new TokenVectors(new float[] {1, 2, 3, 4}, 2, new int[] {0, 3}, new int[] {0, 5});

        TextTokenVectors record = (TextTokenVectors) record(Map.of(), result, TokenVectorsType.INSTANCE, false);

        assertThat(record.getVectors()).containsExactly(List.of(1f, 2f), List.of(3f, 4f));
        assertThat(record.getVectorType()).isEqualTo("float32");
        assertThat(record.getDimensions()).isEqualTo(2);
        assertThat(record.getStarts()).containsExactly(0, 3);
        assertThat(record.getEnds()).containsExactly(0, 5);
    }

    @Test
    void shouldWriteTokenVectorsAsBytes() {
        TaskOptions options = TaskOptions.of(TokenVectorsType.INSTANCE, Map.of("vector", "ubinary"));
        TokenVectors result = new TokenVectors(
                new float[] {1, -1, 0, 1}, 2, new int[] {0, 3}, new int[] {0, 5}, VectorOptions.read(options));

        TextTokenVectors record = (TextTokenVectors) record(Map.of(), result, TokenVectorsType.INSTANCE, false);

        assertThat(record.getVectors()).isEmpty();
        assertThat(record.getVectorType()).isEqualTo("ubinary");
        assertThat(record.getVectorBytes())
                .containsExactly(ByteBuffer.wrap(new byte[] {(byte) 0x80}), ByteBuffer.wrap(new byte[] {0x40}));
        assertThat(record.getDimensions()).isEqualTo(2);
    }

    @Test
    void shouldWriteCandidatesForEachMask() {
        Candidate candidate = new Candidate(" sea", 7, 0.5f);
        FilledMasks result = new FilledMasks(List.of(new Mask(4, 10, List.of(candidate))));

        MaskPredictions record = (MaskPredictions) record(Map.of(), result, FillMaskType.INSTANCE, false);

        assertThat(record.getMasks())
                .containsExactly(new PredictedMask(4, 10, List.of(new MaskCandidate(" sea", 7, 0.5f))));
        assertThat(record.getPerplexity()).isNull();
    }

    @Test
    void shouldWriteThePerplexityOfATextWithoutMasks() {
        FilledMasks result = new FilledMasks(List.of(), new Perplexity(12.5, 9));
        FilledMasks nothing = new FilledMasks(List.of(), new Perplexity(Double.NaN, 0));

        MaskPredictions record = (MaskPredictions) record(Map.of(), result, FillMaskType.INSTANCE, false);
        MaskPredictions empty = (MaskPredictions) record(Map.of(), nothing, FillMaskType.INSTANCE, true);

        assertThat(record.getPerplexity()).isEqualTo(12.5);
        assertThat(record.getPerplexityTokens()).isEqualTo(9);
        assertThat(empty.getPerplexity()).isNull();
        assertThat(empty.getPerplexityTokens()).isZero();
    }

    @Test
    void shouldJoinNeighbouringFlaggedTokensToSpans() {
        TaskResult result = new ReplacedTokens(
                new String[] {"a", "b", "c", "d", "e"},
                new int[] {0, 2, 4, 6, 8},
                new int[] {1, 3, 5, 7, 9},
                new float[] {0.5f, 0.75f, 0.25f, 0.125f, 0.625f},
                0.5f);

        ReplacedTokenScores record = (ReplacedTokenScores) record(Map.of(), result, ReplacedTokensType.INSTANCE, false);

        assertThat(record.getFlaggedSpans())
                .containsExactly(new FlaggedSpan(0, 3, 0.75f), new FlaggedSpan(8, 9, 0.625f));
        assertThat(record.getTokens()).contains(new TokenScore("b", 2, 3, 0.75f, true));
        assertThat(record.getMeanScore()).isEqualTo(0.45f);
        assertThat(record.getMaxScore()).isEqualTo(0.75f);
        assertThat(record.getThreshold()).isEqualTo(0.5f);
    }

    @Test
    void shouldRepeatNoContentIfOffsetsAreConfigured() {
        TaskResult result =
                new ReplacedTokens(new String[] {"a"}, new int[] {0}, new int[] {1}, new float[] {0.5f}, 0.5f);

        ReplacedTokenScores record =
                (ReplacedTokenScores) record(Map.of("tokens", "offsets"), result, ReplacedTokensType.INSTANCE, false);

        assertThat(record.getTokens()).containsExactly(new TokenScore(null, 0, 1, 0.5f, true));
    }

    @Test
    void shouldScoreATextWithoutTokensZero() {
        TaskResult result = new ReplacedTokens(new String[0], new int[0], new int[0], new float[0], 0.5f);

        ReplacedTokenScores record = (ReplacedTokenScores) record(Map.of(), result, ReplacedTokensType.INSTANCE, true);

        assertThat(record.getMeanScore()).isZero();
        assertThat(record.getMaxScore()).isZero();
        assertThat(record.getTokens()).isEmpty();
    }

    @Test
    void shouldListAllLabelsOfOnesOwnTheBestFirst() {
        ZeroShot result = new ZeroShot(List.of("sports", "politics", "weather"), new float[] {0.25f, 0.5f, 0.125f});

        TextClassification record = (TextClassification) record(Map.of(), result, ZeroShotType.INSTANCE, false);

        assertThat(record.getLabel()).isEqualTo("politics");
        assertThat(record.getScore()).isEqualTo(0.5f);
        assertThat(record.getLabels()).containsExactly("politics", "sports", "weather");
        assertThat(record.getScores()).containsExactly(0.5f, 0.25f, 0.125f);
        assertThat(record.getOutOfScope()).isNull();
    }

    @Test
    void shouldHaveAnEmptyRecordOfTheSchemaThatResultsHave() {
        TaskResult result = new Embedding(new float[] {1, 2});

        SpecificRecord record = (SpecificRecord) record(Map.of(), result, EmbeddingType.INSTANCE, false);

        assertThat(ResultTypes.of(EmbeddingType.INSTANCE).empty().getSchema()).isEqualTo(record.getSchema());
        assertThat(ResultTypes.ALL)
                .allMatch(type -> SpecificData.get().validate(type.empty().getSchema(), type.empty()));
    }

    private static Object record(Map<String, String> options, TaskResult result, TaskType kind, boolean flags) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "bootstrap.servers",
                "127.0.0.1:1",
                "schema.registry.url",
                "http://127.0.0.1:1",
                "task.t.model",
                "any"));
        options.forEach((name, value) -> settings.put("task.t." + name, value));
        TaskSettings task =
                TextmillConfig.parse(settings).pipelines().get(0).tasks().get(0);
        Outcome.Success success = new Outcome.Success(List.of(result), 3, new TextFlags(flags, flags, flags));
        ResultSource source = new ResultSource(ORIGIN, new Task("task", kind, "model", "fingerprint"), success);
        ResultType type = ResultTypes.of(kind);
        return type.records(task.options(kind.name(), type.options())).of(source, result);
    }
}
