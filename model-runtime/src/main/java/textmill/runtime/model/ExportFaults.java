package textmill.runtime.model;

import java.util.List;

/** Faults of exporters that no file shows: of a family whose graphs are wrong and run all the same. */
final class ExportFaults {
    /** It counts tokens in Python where it pools them: a traced graph keeps the count of its example. */
    private static final String COUNTS_ONCE = "funnel";

    private ExportFaults() {}

    /** What whoever uses such a model must know, a line each; nothing of any other family. */
    static List<String> of(String family) {
        return family.equals(COUNTS_ONCE)
                ? List.of("exporters leave the length of their example in graphs of the family " + family
                        + ", which give other numbers at every other length and no error: compare with --reference")
                : List.of();
    }
}
