package textmill.benchmarks.endtoend;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import textmill.benchmarks.endtoend.Measurement.Found;
import textmill.benchmarks.kafka.BenchTask;
import textmill.benchmarks.report.Figures;

/** What all rounds over one file found, in the order of the rounds. */
final class Rounds {
    private final List<Found> topology = new ArrayList<>();
    private final List<Found> topologySeveral = new ArrayList<>();
    private final List<Found> loop = new ArrayList<>();
    private final Map<BenchTask, List<Found>> infer = new EnumMap<>(BenchTask.class);

    /** Through the broker, embeddings. */
    void topology(Found one) {
        topology.add(one);
    }

    /** Through the broker, several tasks at once. */
    void topologySeveral(Found one) {
        topologySeveral.add(one);
    }

    /** The plain loop. */
    void loop(Found one) {
        loop.add(one);
    }

    /** {@code infer} with one task. */
    void infer(BenchTask task, Found one) {
        infer.computeIfAbsent(task, absent -> new ArrayList<>()).add(one);
    }

    /** Texts per second through the broker. */
    List<Double> topologyRates() {
        return rates(topology);
    }

    /** Texts per second through the broker with several tasks at once. */
    List<Double> topologySeveralRates() {
        return rates(topologySeveral);
    }

    /** Texts per second of the plain loop. */
    List<Double> loopRates() {
        return rates(loop);
    }

    /** Texts per second of one {@code infer} after the other over the same texts. */
    List<Double> inferRates(List<BenchTask> tasks) {
        return IntStream.range(0, topology.size())
                .mapToObj(
                        round -> tasks.stream().map(task -> of(task).get(round)).toList())
                .map(runs -> runs.get(0).texts()
                        / runs.stream().mapToDouble(Found::seconds).sum())
                .toList();
    }

    /** The median of what each round's ratio is. */
    static double ratio(List<Double> ours, List<Double> theirs) {
        return Figures.median(IntStream.range(0, Math.min(ours.size(), theirs.size()))
                .mapToObj(round -> ours.get(round) / theirs.get(round))
                .toList());
    }

    private List<Found> of(BenchTask task) {
        return infer.getOrDefault(task, List.of());
    }

    private static List<Double> rates(List<Found> found) {
        return found.stream().map(Found::textsPerSecond).toList();
    }
}
