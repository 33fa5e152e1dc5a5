package textmill.benchmarks.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import textmill.benchmarks.report.Figures;
import textmill.benchmarks.report.Table;

/** Measurements as a table, and as JSON. */
final class PeersReport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Measurements> byFile;

    /** By name of the file of texts. */
    PeersReport(Map<String, Measurements> byFile) {
        this.byFile = byFile;
    }

    /** A table for each file, then Textmill against the fastest setting of each peer. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        byFile.forEach((name, measured) -> {
            lines.add("");
            lines.add(name);
            lines.addAll(contenders(measured).lines());
            measured.failures().forEach((setup, why) -> lines.add(setup.title() + " failed: " + why));
            lines.add("");
            lines.addAll(ratios(measured).lines());
        });
        return lines;
    }

    private static Table contenders(Measurements measured) {
        Table table = new Table("contender", "texts/s", "Textmill is", "peak memory", "smallest cosine", "mean");
        for (Setup setup : measured.setups()) {
            table.row(
                    setup.title(),
                    Figures.number(measured.textsPerSecond(setup)),
                    Figures.number(measured.ratio(setup)) + " x",
                    Figures.megabytes(measured.peakRssBytes(setup)),
                    String.format(Locale.ROOT, "%.6f", measured.smallestCosine(setup)),
                    String.format(Locale.ROOT, "%.6f", measured.meanCosine(setup)));
        }
        return table;
    }

    private static Table ratios(Measurements measured) {
        Table table = new Table(
                "Textmill against the fastest setting of", "fp32", "fp32, all sorted", "int8", "int8, all sorted");
        for (Peer peer : Peer.values()) {
            if (peer != Peer.TEXTMILL) {
                table.row(
                        peer.title,
                        against(measured, peer, false, false),
                        against(measured, peer, false, true),
                        against(measured, peer, true, false),
                        against(measured, peer, true, true));
            }
        }
        return table;
    }

    private static String against(Measurements measured, Peer peer, boolean int8, boolean sorted) {
        return fastest(measured, peer, int8, sorted)
                .map(setup -> Figures.number(measured.ratio(setup)))
                .orElse("-");
    }

    private static Optional<Setup> fastest(Measurements measured, Peer peer, boolean int8, boolean sorted) {
        return measured.fastest(setup ->
                setup.peer() == peer && setup.int8() == int8 && setup.sortsAll() == sorted && !setup.readsLess());
    }

    /** Everything that was measured, round by round. */
    ObjectNode json() {
        ObjectNode root = JSON.createObjectNode();
        byFile.forEach((name, measured) -> {
            ObjectNode file = root.putObject(name);
            ArrayNode contenders = file.putArray("contenders");
            measured.setups().forEach(setup -> contenders.add(json(measured, setup)));
            ObjectNode ratios = file.putObject("textmillAgainstFastest");
            for (boolean int8 : new boolean[] {false, true}) {
                for (boolean sorted : new boolean[] {false, true}) {
                    ObjectNode row = ratios.putObject((int8 ? "int8" : "fp32") + (sorted ? "AllSorted" : ""));
                    for (Peer peer : Peer.values()) {
                        if (peer != Peer.TEXTMILL) {
                            fastest(measured, peer, int8, sorted)
                                    .ifPresent(setup -> row.put(peer.title, rounded(measured.ratio(setup), 1000)));
                        }
                    }
                }
            }
            ObjectNode failures = file.putObject("failures");
            measured.failures().forEach((setup, why) -> failures.put(setup.title(), why));
        });
        return root;
    }

    private static ObjectNode json(Measurements measured, Setup setup) {
        ObjectNode node = JSON.createObjectNode();
        node.put("contender", setup.peer().title);
        node.put("settings", setup.label());
        node.put("kind", setup.kind().name().toLowerCase(Locale.ROOT));
        node.put("int8", setup.int8());
        node.put("textsPerSecond", rounded(measured.textsPerSecond(setup), 10));
        node.put("textmillRatio", rounded(measured.ratio(setup), 1000));
        node.put("peakRssBytes", measured.peakRssBytes(setup));
        node.put("smallestCosine", rounded(measured.smallestCosine(setup), 1_000_000));
        node.put("meanCosine", rounded(measured.meanCosine(setup), 1_000_000));
        ArrayNode rounds = node.putArray("rounds");
        measured.of(setup).forEach(result -> rounds.add(rounded(result.textsPerSecond(), 10)));
        return node;
    }

    private static double rounded(double value, int steps) {
        return Math.round(value * steps) / (double) steps;
    }
}
