package textmill.runtime.openvino;

import java.util.Locale;
import textmill.runtime.runner.RunFailedException;

/** A call of OpenVINO's library failed; in its words, on one line. */
final class OpenVinoException extends Exception {
    private static final int MOST_CHARACTERS = 600;

    private final String words;

    OpenVinoException(int status, String said) {
        this(said.isBlank() ? "status " + status + " without a word" : shortened(said));
    }

    private OpenVinoException(String words) {
        super(words);
        this.words = words;
    }

    /** What it said. */
    String words() {
        return words;
    }

    /** What a caller of a run can do about it. OpenVINO has no codes for that. */
    RunFailedException.Kind kind() {
        String lower = words.toLowerCase(Locale.ROOT);
        if (containsAny(
                lower, "bad_alloc", "out of memory", "out_of_device_memory", "out_of_host_memory", "cl_out_of")) {
            return RunFailedException.Kind.OUT_OF_MEMORY;
        }
        return containsAny(lower, "device_lost", "device lost", "device hang")
                ? RunFailedException.Kind.DEVICE_LOST
                : RunFailedException.Kind.INPUT;
    }

    /** It prefixes each cause with the place in its source, and a graph's refusal goes on for pages. */
    private static String shortened(String said) {
        String line = said.replaceAll("\\s+", " ").strip();
        return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + " ...";
    }

    private static boolean containsAny(String words, String... any) {
        for (String one : any) {
            if (words.contains(one)) {
                return true;
            }
        }
        return false;
    }
}
