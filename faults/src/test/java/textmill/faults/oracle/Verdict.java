package textmill.faults.oracle;

import java.util.List;

/**
 * What became of the input.
 *
 * @param records results that must have come of what was written: one for each record, unless records have several
 * @param lost those that did not
 * @param duplicated results beyond the first of their source record
 * @param reordered results that came after one of a later record of their partition, and were not there before
 * @param wrong results that are not those of their text, or in the wrong place
 * @param deadLetters records in the dead-letter topic; none is expected
 * @param examples a few of the above
 * @param settled in the end no transaction was open, the group had no lag, and everything had been read
 */
public record Verdict(
        long records,
        long lost,
        long duplicated,
        long reordered,
        long wrong,
        long deadLetters,
        List<String> examples,
        boolean settled) {

    /** Nothing is missing, repeated, out of order or wrong. */
    public boolean isExact() {
        return isComplete() && duplicated == 0;
    }

    /** Nothing is missing, out of order or wrong, and nothing is left to do. */
    public boolean isComplete() {
        return settled && lost == 0 && reordered == 0 && wrong == 0 && deadLetters == 0;
    }
}
