package textmill.benchmarks.endtoend;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import textmill.benchmarks.kafka.BenchTask;
import textmill.benchmarks.report.Figures;
import textmill.benchmarks.report.Table;

/** Rounds as a table, and as JSON. */
final class EndToEndReport {
    private final Map<String, Rounds> byFile;
    private final List<BenchTask> several;
    private final String guarantee;

    EndToEndReport(Map<String, Rounds> byFile, List<BenchTask> several, String guarantee) {
        this.byFile = byFile;
        this.several = several;
        this.guarantee = guarantee;
    }

    /**
     * A line of the table.
     *
     * @param title in words
     * @param key in JSON
     * @param rates texts per second, by round
     * @param topology what they are compared with
     */
    private record Line(String title, String key, List<Double> rates, List<Double> topology) {}

    private List<Line> lines(Rounds rounds) {
        List<Double> one = rounds.topologyRates();
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("infer, embedding", "infer", rounds.inferRates(List.of(BenchTask.EMBEDDING)), one));
        lines.add(new Line("plain loop, embedding", "loop", rounds.loopRates(), one));
        lines.add(new Line("through the broker, embedding", "topology", one, one));
        if (several.size() > 1) {
            String names = several.stream().map(BenchTask::text).collect(Collectors.joining(", "));
            List<Double> all = rounds.topologySeveralRates();
            lines.add(
                    new Line("infer, one after the other: " + names, "inferSeveral", rounds.inferRates(several), all));
            lines.add(new Line("through the broker: " + names, "topologySeveral", all, all));
        }
        return lines;
    }

    /** A table for each file. */
    List<String> lines() {
        List<String> all = new ArrayList<>();
        byFile.forEach((name, rounds) -> {
            Table table = new Table(name + ", " + guarantee, "texts/s", "through the broker is");
            lines(rounds)
                    .forEach(line -> table.row(
                            line.title,
                            Figures.number(Figures.median(line.rates)),
                            Figures.number(Rounds.ratio(line.topology, line.rates)) + " x"));
            all.add("");
            all.addAll(table.lines());
        });
        return all;
    }

    /** Every round of each file. */
    ObjectNode json() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("guarantee", guarantee);
        byFile.forEach((name, rounds) -> {
            ObjectNode file = root.putObject(name);
            for (Line line : lines(rounds)) {
                ObjectNode node = file.putObject(line.key);
                node.put("textsPerSecond", rounded(Figures.median(line.rates), 10));
                node.put("topologyRatio", rounded(Rounds.ratio(line.topology, line.rates), 1000));
                ArrayNode each = node.putArray("rounds");
                line.rates.forEach(rate -> each.add(rounded(rate, 10)));
            }
        });
        return root;
    }

    private static double rounded(double value, int steps) {
        return Math.round(value * steps) / (double) steps;
    }
}
