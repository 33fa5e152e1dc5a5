package textmill.faults.load;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The texts and keys: functions of partition and offset, so that nobody has to remember them. */
public final class Texts {
    private static final int KEYS = 97;
    private static final String[] WORDS = {
        "parcel", "arrived", "late", "refund", "please", "account", "locked", "thanks", "order", "broken", "invoice"
    };

    private Texts() {}

    /** The text at a position: 3 to 13 words. */
    public static String text(int partition, long offset) {
        StringBuilder text = new StringBuilder(96).append(partition).append(' ').append(offset);
        int words = 1 + (int) ((offset * 7 + partition) % 11);
        for (int i = 0; i < words; i++) {
            text.append(' ').append(WORDS[(int) ((offset + i * 3L) % WORDS.length)]);
        }
        return text.toString();
    }

    /** The key at a position; each key stays in its partition. */
    public static byte[] key(int partition, long offset) {
        return ("k" + partition + "-" + offset % KEYS).getBytes(UTF_8);
    }
}
