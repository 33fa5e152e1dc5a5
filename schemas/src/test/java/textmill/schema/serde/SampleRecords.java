package textmill.schema.serde;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import textmill.events.FlaggedSpan;
import textmill.events.ReplacedTokenScores;
import textmill.events.TextClassification;
import textmill.events.TextEmbedding;
import textmill.events.TextEvent;
import textmill.events.TokenScore;

/** One of each record, and their odd cases. */
public final class SampleRecords {
    private SampleRecords() {}

    /** Every record type, with plain and with extreme content. */
    public static Stream<SpecificRecordBase> all() {
        return Stream.of(
                new TextEvent("Good morning, Vietnam 🌏", "a-1"),
                new TextEvent(null, null),
                new TextEvent("", ""),
                embedding(384),
                embedding(0),
                embedding(1025),
                packed(),
                classification(),
                replacedTokens(true),
                replacedTokens(false));
    }

    /** A vector of the given length with values of every magnitude. */
    public static TextEmbedding embedding(int dimension) {
        float[] values = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            values[i] = (i % 2 == 0 ? 1 : -1) * (float) Math.pow(10, i % 60 - 30) * (i + 0.1f);
        }
        return new TextEmbedding(
                "texts",
                3,
                Long.MAX_VALUE,
                "all-minilm-l6-v2",
                "f00d",
                true,
                false,
                true,
                FloatVector.wrap(values),
                "float32",
                null,
                dimension);
    }

    /** A vector of eight bytes. */
    public static TextEmbedding packed() {
        TextEmbedding packed = embedding(0);
        packed.put("vector_type", "int8");
        packed.put("vector_bytes", ByteBuffer.wrap(new byte[] {0, 1, -1, 127, -128, 5, 6, 7}));
        packed.put("dimensions", 8);
        return packed;
    }

    /** Two labels, none out of scope. */
    public static TextClassification classification() {
        return new TextClassification(
                "texts",
                0,
                0L,
                "clinc150-intents",
                "beef",
                false,
                false,
                false,
                "translate",
                0.75f,
                List.of("translate", "time"),
                FloatVector.wrap(0.75f, 0.25f),
                null);
    }

    /** Twenty tokens, one flagged. */
    public static ReplacedTokenScores replacedTokens(boolean withText) {
        List<TokenScore> tokens = IntStream.range(0, 20)
                .mapToObj(i -> new TokenScore(withText ? "tok" + i : null, i * 4, i * 4 + 3, i / 20f, i == 19))
                .toList();
        return new ReplacedTokenScores(
                "texts",
                1,
                42L,
                "rtd-small",
                "cafe",
                false,
                false,
                false,
                0.475f,
                0.95f,
                0.9f,
                List.of(new FlaggedSpan(76, 79, 0.95f)),
                tokens);
    }
}
