package textmill.faults.load;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The texts and keys: functions of partition and offset, so that nobody has to remember them. */
public final class Texts {
    private static final int KEYS = 97;
    private static final String[] WORDS = {
        "parcel", "arrived", "late", "refund", "please", "account", "locked", "thanks", "order", "broken", "invoice"
    };

    private Texts() {}

    /** What stands at a position. */
    @FunctionalInterface
    public interface Source {
        /** The text of a record. */
        String text(int partition, long offset);
    }

    /** The text at a position: 3 to 13 words. */
    public static String text(int partition, long offset) {
        StringBuilder text = new StringBuilder(96).append(partition).append(' ').append(offset);
        int words = 1 + (int) ((offset * 7 + partition) % 11);
        for (int i = 0; i < words; i++) {
            text.append(' ').append(WORDS[(int) ((offset + i * 3L) % WORDS.length)]);
        }
        return text.toString();
    }

    /** A document at a position: 40 to 100 words and somebody's address. */
    public static String document(int partition, long offset) {
        return document(partition, offset, address(offset));
    }

    /** The same as it must be where the address is not to be seen. */
    public static String redactedDocument(int partition, long offset) {
        return document(partition, offset, "[EMAIL]");
    }

    /** The address in a document. */
    public static String address(long offset) {
        return "ann." + WORDS[(int) (offset % WORDS.length)] + offset + "@mill.example";
    }

    private static String document(int partition, long offset, String address) {
        StringBuilder text =
                new StringBuilder(700).append(partition).append(' ').append(offset);
        int words = 40 + (int) ((offset * 13 + partition) % 60);
        for (int i = 0; i < words; i++) {
            text.append(' ').append(i == words / 2 ? address : WORDS[(int) ((offset * 5 + i * 3L) % WORDS.length)]);
        }
        return text.toString();
    }

    /** The key at a position; each key stays in its partition. */
    public static byte[] key(int partition, long offset) {
        return ("k" + partition + "-" + offset % KEYS).getBytes(UTF_8);
    }
}
