package textmill.benchmarks.kafka;

import java.util.List;

/**
 * The texts of a file again and again, each copy a text of its own: equal texts that are in flight together are computed
 * once, so that copies would be measured as faster than texts are.
 *
 * @param texts the first pass, as they are
 */
record EndlessTexts(List<String> texts) {
    /** Text {@code number}, from 0 on; beyond the first pass with the number of the pass behind it. */
    String text(int number) {
        String text = texts.get(number % texts.size());
        int pass = number / texts.size();
        return pass == 0 ? text : text + " " + pass;
    }
}
