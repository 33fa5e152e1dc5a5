package textmill.cli.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import textmill.cli.console.Columns;
import textmill.cli.console.Style;
import textmill.topology.start.Check;
import textmill.topology.start.Check.Level;

/** What was found as a table for people or as JSON for programs. */
final class CheckTable {
    private static final String GAP = "  ";

    private CheckTable() {}

    /** A line for each check, and one more below it where something is to be done. */
    static List<String> lines(List<Check> checks, Style style) {
        int area = checks.stream()
                .mapToInt(check -> Columns.of(check.area()))
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        for (Check check : checks) {
            String level =
                    String.format(Locale.ROOT, "%-4s", check.level().name().toLowerCase(Locale.ROOT));
            String shown = check.level() == Level.OK ? level : style.bold(level);
            String start = " ".repeat(area - Columns.of(check.area()));
            lines.add(shown + GAP + check.area() + start + GAP + Columns.printable(check.found()));
            if (!check.remedy().isEmpty()) {
                lines.add(" ".repeat(level.length() + GAP.length() + area + GAP.length()) + "-> "
                        + Columns.printable(check.remedy()));
            }
        }
        return lines;
    }

    /** One object with all checks. */
    static String json(List<Check> checks) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("result", word(worst(checks)));
            json.writeArrayFieldStart("checks");
            for (Check check : checks) {
                json.writeStartObject();
                json.writeStringField("level", word(check.level()));
                json.writeStringField("area", check.area());
                json.writeStringField("found", check.found());
                json.writeStringField("remedy", check.remedy());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toString();
    }

    static Level worst(List<Check> checks) {
        return checks.stream().map(Check::level).max(Level::compareTo).orElse(Level.OK);
    }

    private static String word(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
