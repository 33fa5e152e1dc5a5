package textmill.benchmarks.peers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import textmill.benchmarks.peers.ContenderProcess.Result;
import textmill.benchmarks.report.Figures;

/** What all rounds gave for one file of texts. */
final class Measurements {
    private final Map<Setup, List<Result>> results = new LinkedHashMap<>();
    private final Map<Setup, String> failures = new LinkedHashMap<>();

    /** Adds one run. */
    void add(Setup setup, Result result) {
        results.computeIfAbsent(setup, absent -> new ArrayList<>()).add(result);
    }

    /** A contender that could not run. */
    void fail(Setup setup, String why) {
        failures.put(setup, why);
    }

    /** Those that ran, in the order of the first round. */
    Collection<Setup> setups() {
        return results.keySet();
    }

    /** Those that did not, and why. */
    Map<Setup, String> failures() {
        return failures;
    }

    /** Runs of a contender. */
    List<Result> of(Setup setup) {
        return results.getOrDefault(setup, List.of());
    }

    /** Median of its rounds. */
    double textsPerSecond(Setup setup) {
        return Figures.median(of(setup).stream().map(Result::textsPerSecond).toList());
    }

    /** Largest of its rounds; negative if the system does not tell. */
    long peakRssBytes(Setup setup) {
        return of(setup).stream().mapToLong(Result::peakRssBytes).max().orElse(-1);
    }

    /** Textmill with the same model. */
    Optional<Setup> textmill(boolean int8) {
        return setups().stream()
                .filter(setup -> setup.peer() == Peer.TEXTMILL && setup.int8() == int8)
                .findFirst();
    }

    /** Textmill's texts per second over another's: the median of the ratios of each round; NaN without Textmill. */
    double ratio(Setup other) {
        List<Result> own = textmill(other.int8()).map(this::of).orElse(List.of());
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < Math.min(own.size(), of(other).size()); round++) {
            ratios.add(own.get(round).textsPerSecond() / of(other).get(round).textsPerSecond());
        }
        return Figures.median(ratios);
    }

    /** The smallest cosine between its vectors and Textmill's; NaN without Textmill. */
    double smallestCosine(Setup other) {
        return cosines(other).min().orElse(Double.NaN);
    }

    /** Their mean; NaN without Textmill. */
    double meanCosine(Setup other) {
        return cosines(other).average().orElse(Double.NaN);
    }

    /** The fastest among some. */
    Optional<Setup> fastest(Predicate<Setup> among) {
        return setups().stream()
                .filter(among)
                .max((one, two) -> Double.compare(textsPerSecond(one), textsPerSecond(two)));
    }

    private DoubleStream cosines(Setup other) {
        return textmill(other.int8())
                .map(own -> cosines(of(own).get(0).vectors(), of(other).get(0).vectors()))
                .orElse(DoubleStream.empty());
    }

    private static DoubleStream cosines(float[][] one, float[][] two) {
        return java.util.stream.IntStream.range(0, Math.min(one.length, two.length))
                .mapToDouble(row -> cosine(one[row], two[row]));
    }

    private static double cosine(float[] one, float[] two) {
        double product = 0;
        double squaresOfOne = 0;
        double squaresOfTwo = 0;
        for (int i = 0; i < one.length; i++) {
            product += (double) one[i] * two[i];
            squaresOfOne += (double) one[i] * one[i];
            squaresOfTwo += (double) two[i] * two[i];
        }
        return product / Math.sqrt(squaresOfOne * squaresOfTwo);
    }
}
