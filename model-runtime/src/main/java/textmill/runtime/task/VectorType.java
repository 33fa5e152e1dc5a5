package textmill.runtime.task;

import java.util.Locale;

/** How the numbers of an embedding are kept; the names are those of sentence-transformers' {@code quantize_embeddings}. */
public enum VectorType {
    /** As computed: IEEE 754, four bytes a number. */
    FLOAT32,
    /** IEEE 754, two bytes a number, rounded to the nearest. */
    FLOAT16,
    /** A byte a number, -128 to 127: which of 256 equal steps of a range it is in. */
    INT8,
    /** A byte a number, 0 to 255: the same steps. */
    UINT8,
    /** A bit a number, 1 if it is above 0: eight in a byte, the first one in its highest bit, less 128. */
    BINARY,
    /** The same bits, in bytes from 0 to 255. */
    UBINARY;

    /** Its name in configuration, records and messages, for example {@code int8}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** True if what is kept are whole numbers. */
    public boolean isWhole() {
        return this != FLOAT32 && this != FLOAT16;
    }

    /** True if a number becomes a step of a range. */
    public boolean hasRange() {
        return this == INT8 || this == UINT8;
    }
}
