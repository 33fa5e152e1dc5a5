package textmill.topology.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.events.FlaggedSpan;
import textmill.events.ReplacedTokenScores;
import textmill.events.TextClassification;
import textmill.events.TextEmbedding;
import textmill.events.TokenScore;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.classification.ClassificationType;
import textmill.runtime.task.classification.LabelSet;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.embedding.EmbeddingType;
import textmill.runtime.task.replacedtokens.ReplacedTokens;
import textmill.runtime.task.replacedtokens.ReplacedTokensType;
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

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 9})
    void shouldListTheMostProbableLabelsBestFirst(int topK) {
        TaskResult result = new Classification(
                new LabelSet(List.of("a", "b", "c", "d")), new float[] {0.1f, 0.5f, 0.1f, 0.3f}, 0.25f);

        TextClassification record = (TextClassification)
                record(Map.of("top.k", String.valueOf(topK)), result, ClassificationType.INSTANCE, false);

        List<String> order = List.of("b", "d", "a", "c");
        assertThat(record.getLabels()).isEqualTo(order.subList(0, Math.min(topK, 4)));
        assertThat(record.getScores())
                .isInstanceOf(FloatVector.class)
                .startsWith(0.5f)
                .hasSize(Math.min(topK, 4));
        assertThat(record.getLabel()).isEqualTo("b");
        assertThat(record.getScore()).isEqualTo(0.5f);
        assertThat(record.getOutOfScope()).isEqualTo(0.25f);
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
    void shouldHaveAnEmptyRecordOfTheSchemaThatResultsHave() {
        TaskResult result = new Embedding(new float[] {1, 2});

        SpecificRecord record = (SpecificRecord) record(Map.of(), result, EmbeddingType.INSTANCE, false);

        assertThat(ResultTypes.of(EmbeddingType.INSTANCE).empty().getSchema()).isEqualTo(record.getSchema());
        assertThat(ResultTypes.ALL)
                .extracting(type -> type.empty().getSchema().getFullName())
                .doesNotHaveDuplicates();
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
