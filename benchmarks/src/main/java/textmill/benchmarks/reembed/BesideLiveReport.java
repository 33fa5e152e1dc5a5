package textmill.benchmarks.reembed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import textmill.benchmarks.report.Figures;
import textmill.benchmarks.report.Table;
import textmill.benchmarks.stream.OpenLoop.Latency;

/** Latencies of live texts without a job and with it, round by round. Used by one thread. */
final class BesideLiveReport {
    private static final double NANOS_PER_MS = 1e6;

    private final List<Round> rounds = new ArrayList<>();

    /**
     * One stretch without the job and one with it.
     *
     * @param without the job
     * @param starting while its process starts
     * @param with the job at work
     * @param jobPerSecond texts that it computed a second
     */
    record Round(Latency without, Latency starting, Latency with, double jobPerSecond) {
        double p50Ratio() {
            return (double) with.p50() / without.p50();
        }

        double p99Ratio() {
            return (double) with.p99() / without.p99();
        }
    }

    void add(Round round) {
        rounds.add(round);
    }

    /** @param records of the whole job */
    List<String> lines(int records) {
        Table table = new Table(
                "round",
                "texts",
                "p50 ms without",
                "with",
                "p99 ms without",
                "with",
                "ratio",
                "p99 at its start",
                "sender late, p99 ms",
                "job texts/s");
        for (Round round : rounds) {
            table.row(
                    Integer.toString(rounds.indexOf(round) + 1),
                    Integer.toString(round.with.sent()),
                    milliseconds(round.without.p50()),
                    milliseconds(round.with.p50()),
                    milliseconds(round.without.p99()),
                    milliseconds(round.with.p99()),
                    Figures.number(round.p99Ratio()),
                    milliseconds(round.starting.p99()),
                    milliseconds(Math.max(round.without.sendLagP99(), round.with.sendLagP99())),
                    Figures.number(round.jobPerSecond));
        }
        List<String> lines = new ArrayList<>(table.lines());
        double perSecond =
                Figures.median(rounds.stream().map(Round::jobPerSecond).toList());
        lines.add("with the job / without, median of rounds: p50 "
                + Figures.number(
                        Figures.median(rounds.stream().map(Round::p50Ratio).toList()))
                + ", p99 "
                + Figures.number(
                        Figures.median(rounds.stream().map(Round::p99Ratio).toList())));
        lines.add(String.format(
                Locale.ROOT,
                "the job computes %s texts/s meanwhile, %,d in %.0f minutes",
                Figures.number(perSecond),
                records,
                records / perSecond / 60));
        return lines;
    }

    private static String milliseconds(long nanos) {
        return Figures.number(nanos / NANOS_PER_MS);
    }
}
