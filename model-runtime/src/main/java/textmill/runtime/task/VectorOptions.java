package textmill.runtime.task;

import java.util.List;

/** What a user may say about how vectors are written. */
public final class VectorOptions {
    private static final TaskOption<VectorType> TYPE = TaskOption.word(
            "vector",
            VectorType.FLOAT32,
            "How the numbers of a vector are kept, as `quantize_embeddings` of sentence-transformers makes them.");

    private static final TaskOption<Encoding> ENCODING = TaskOption.word(
            "vector.encoding",
            Encoding.AUTO,
            "Whether a vector is a list of numbers or bytes (base64 in JSON); `auto`: `float32` a list, others bytes.");

    private static final TaskOption<VectorRange> RANGE = new TaskOption<>(
            "vector.range",
            "unit, MIN,MAX or a JSON file of two arrays, the least and the greatest number of each dimension",
            VectorRange::parse,
            VectorRange.UNIT_NAME,
            "What `int8` and `uint8` divide into 256 steps. `unit` is -1 to 1, for vectors of length 1.");

    /** All of them, for a kind that gives vectors. */
    public static final List<TaskOption<?>> ALL = List.of(TYPE, ENCODING, RANGE);

    private enum Encoding {
        AUTO,
        ARRAY,
        BYTES
    }

    private VectorOptions() {}

    /** The form that options ask for. */
    public static VectorForm read(TaskOptions options) {
        VectorType type = options.get(TYPE);
        boolean packed =
                switch (options.get(ENCODING)) {
                    case AUTO -> type != VectorType.FLOAT32;
                    case ARRAY -> false;
                    case BYTES -> true;
                };
        return new VectorForm(type, packed, type.hasRange() ? options.get(RANGE) : VectorRange.UNIT);
    }
}
