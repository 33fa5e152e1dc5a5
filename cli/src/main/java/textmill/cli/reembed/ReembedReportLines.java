package textmill.cli.reembed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import textmill.topology.reembed.ReembedReport;

/** A report as lines, or as one JSON object. */
final class ReembedReportLines {
    private ReembedReportLines() {}

    /** @param live whether the end is the cut-over to the application's own results */
    static List<String> lines(ReembedReport report, boolean live) {
        List<String> lines = new ArrayList<>();
        for (ReembedReport.Part part : report.parts()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-30s from %-10d done to %-10d %s %d",
                    part.topic() + "-" + part.partition(),
                    part.from(),
                    part.position(),
                    live ? "cut-over" : "until",
                    part.until()));
        }
        lines.add(String.format(
                Locale.ROOT,
                "%s: %,d of %,d records are left%s",
                report.group(),
                report.left(),
                report.records(),
                report.resumed() ? "; an earlier run did the rest" : ""));
        return lines;
    }

    static String json(ReembedReport report, boolean live) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("group", report.group()).put("done", report.done()).put("resumed", report.resumed());
        node.put("records", report.records()).put("left", report.left());
        ArrayNode parts = node.putArray("partitions");
        for (ReembedReport.Part part : report.parts()) {
            parts.addObject()
                    .put("topic", part.topic())
                    .put("partition", part.partition())
                    .put("from", part.from())
                    .put("position", part.position())
                    .put(live ? "cut_over" : "until", part.until());
        }
        return node.toString();
    }
}
