package textmill.runtime.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import textmill.runtime.graph.OnnxGraph;

/**
 * An input of a model's graph, fed in every run: {@code [batch, seq]}, or where {@code square} {@code [batch, from, to]}.
 *
 * @param name as the graph declares it
 * @param role what is fed
 * @param element the type of its numbers
 * @param square a mask that says for every token which tokens it sees
 */
public record ModelInput(String name, Role role, Element element, boolean square) {
    /** An input {@code [batch, seq]}. */
    public ModelInput(String name, Role role, Element element) {
        this(name, role, element, false);
    }

    /** The shape of its values in a batch of so many rows, each of so many tokens. */
    public long[] shape(int rows, int width) {
        return square ? new long[] {rows, width, width} : new long[] {rows, width};
    }

    /** What can be fed. */
    public enum Role {
        /** The tokens' ids. */
        INPUT_IDS,
        /** 1 for a token, 0 for padding. */
        ATTENTION_MASK,
        /** The segment of each token, as the tokenizer numbers them. */
        TOKEN_TYPE_IDS,
        /** The place of each token in its text, as the family numbers them. */
        POSITION_IDS,
        /** Longformer's: 1 for a token that sees and is seen by all others. */
        GLOBAL_ATTENTION_MASK;

        /** Its name in the transformers library, for example {@code input_ids}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The one of that name, or null. */
        static @Nullable Role of(String name) {
            return Arrays.stream(values())
                    .filter(role -> role.text().equals(name))
                    .findFirst()
                    .orElse(null);
        }

        /** All names, for messages. */
        static String names() {
            return Arrays.stream(values()).map(Role::text).collect(Collectors.joining(", "));
        }
    }

    /** Types of numbers that can be fed. */
    public enum Element {
        /** 64-bit integers, the usual ones. */
        INT64(OnnxGraph.INT64, Long.BYTES),
        /** 32-bit integers. */
        INT32(OnnxGraph.INT32, Integer.BYTES),
        /** 32-bit floating point: some graphs take their mask as that. */
        FLOAT(OnnxGraph.FLOAT, Float.BYTES),
        /** A byte of 0 or 1: a mask. */
        BOOL(OnnxGraph.BOOL, 1);

        private final int code;
        private final int bytes;

        Element(int code, int bytes) {
            this.code = code;
            this.bytes = bytes;
        }

        /** Bytes of one number. */
        public int bytes() {
            return bytes;
        }

        /** The one of that code of {@code TensorProto.DataType}, or null. */
        static @Nullable Element of(int code) {
            return Arrays.stream(values())
                    .filter(element -> element.code == code)
                    .findFirst()
                    .orElse(null);
        }
    }
}
