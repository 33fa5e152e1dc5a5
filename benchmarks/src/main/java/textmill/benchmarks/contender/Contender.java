package textmill.benchmarks.contender;

import java.util.List;

/** Something that embeds texts. Its process ends with it, so there is nothing to close. */
@FunctionalInterface
public interface Contender {
    /**
     * Embeds texts as fast as it can.
     *
     * @param texts none empty
     * @return {@code [texts, dimension]}, in the order of the texts
     */
    float[][] embed(List<String> texts) throws Exception;
}
