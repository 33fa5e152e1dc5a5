package textmill.cli.anomalies;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A rate of alarms.
 *
 * @param text as it was written, {@code 1/100} or {@code 0.01}
 * @param value the share of texts
 */
record AlarmRate(String text, double value) {
    private static final double LARGEST = 0.5;

    /** Reads a fraction or a number. */
    static final class Converter implements ITypeConverter<AlarmRate> {
        @Override
        public AlarmRate convert(String text) {
            double value = parse(text);
            if (!(value > 0 && value <= LARGEST)) {
                throw new TypeConversionException("expected a rate above 0 and at most " + LARGEST
                        + ", such as 1/1000 or 0.001, found '" + text + "'");
            }
            return new AlarmRate(text.strip(), value);
        }

        private static double parse(String text) {
            String[] parts = text.split("/", -1);
            try {
                double first = Double.parseDouble(parts[0].strip());
                return parts.length == 1
                        ? first
                        : parts.length == 2 ? first / Double.parseDouble(parts[1].strip()) : Double.NaN;
            } catch (NumberFormatException e) {
                return Double.NaN;
            }
        }
    }
}
