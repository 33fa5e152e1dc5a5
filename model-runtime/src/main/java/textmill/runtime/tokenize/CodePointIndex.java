package textmill.runtime.tokenize;

import org.jspecify.annotations.Nullable;

/** From positions in code points, which the tokenizer counts, to indices in UTF-16 code units, which Java counts. */
final class CodePointIndex {
    private final int @Nullable [] units;

    private CodePointIndex(int @Nullable [] units) {
        this.units = units;
    }

    static CodePointIndex of(String text) {
        int points = text.codePointCount(0, text.length());
        if (points == text.length()) {
            return new CodePointIndex(null);
        }
        int[] units = new int[points + 1];
        int unit = 0;
        for (int point = 0; point < points; point++) {
            units[point] = unit;
            unit += Character.charCount(text.codePointAt(unit));
        }
        units[points] = unit;
        return new CodePointIndex(units);
    }

    int unit(int point) {
        return units == null ? point : units[point];
    }
}
