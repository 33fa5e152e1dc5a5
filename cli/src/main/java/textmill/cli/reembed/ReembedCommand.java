package textmill.cli.reembed;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import textmill.cli.cluster.TopicMaker;
import textmill.cli.config.ConfigSource;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;
import textmill.cli.console.Progress;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Terminal;
import textmill.cli.run.NamedModels;
import textmill.cli.topics.PointInTime;
import textmill.runtime.engine.InferenceEngine;
import textmill.topology.Engines;
import textmill.topology.config.ConfigFile;
import textmill.topology.config.TextmillConfig;
import textmill.topology.reembed.Effort;
import textmill.topology.reembed.NewTopics;
import textmill.topology.reembed.ReembedJob;
import textmill.topology.reembed.ReembedReport;
import textmill.topology.reembed.ReembedSettings;

/** {@code textmill reembed}: what is there, computed once more. */
@Command(
        name = "reembed",
        header = "Compute the past once more, by another model and into new topics.",
        description = "Compute the texts that are in the input topics once more, as the configuration says, into topics"
                + " whose names end in the suffix; beside the application that works, and never in its group. May be"
                + " stopped or killed: the same command goes on, and every text has its results exactly once.",
        sortOptions = false,
        footer = {
            "  textmill reembed -c textmill.properties --suffix .v2 --dry-run",
            "  textmill reembed -c textmill.properties --suffix .v2 --create-topics",
            "  textmill reembed -c textmill.properties --suffix .v2 --until live --share 1"
        })
public final class ReembedCommand implements Callable<Integer> {
    private static final Duration TRIAL = Duration.ofSeconds(5);

    @Mixin
    private final ConfigSource source = new ConfigSource();

    @Option(
            names = "--suffix",
            paramLabel = "TEXT",
            required = true,
            description = "Ends the names of the new topics, such as .v2: texts.embeddings.v2. Names the job too.")
    private String suffix = "";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = PointInTime.class,
            description = "Begin with the texts of this time or later (default: the oldest that are kept).")
    private @Nullable Instant from;

    /** Where a job ends. */
    enum Until {
        END,
        LIVE
    }

    @Option(
            names = "--until",
            paramLabel = "end|live",
            defaultValue = "end",
            description =
                    "End where the topics ended at the first start, or where the application itself took the model:"
                            + " at the first text whose results carry its fingerprint. Default: ${DEFAULT-VALUE}.")
    private Until until = Until.END;

    @Option(
            names = "--live-fingerprint",
            paramLabel = "TEXT",
            description = "With --until live: what the application's results carry, if it computes on another kind of"
                    + " device or with another precision than this command.")
    private @Nullable String fingerprint;

    @Option(
            names = "--share",
            paramLabel = "S",
            defaultValue = "0.1",
            description = "Share of this machine's processors that it takes, to leave room for the application; 1 takes"
                    + " all that there is (default: ${DEFAULT-VALUE}).")
    private double share;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "At most so many texts a second, too (default: no limit).")
    private int rate;

    @Option(
            names = "--create-topics",
            description = "Create the new topics that are not there, with as many partitions as the texts have.")
    private boolean create;

    @Option(
            names = "--dry-run",
            description = "Say how much there is to do and how long it would take here; write nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print the report as one JSON object for each application.")
    private boolean json;

    private final Terminal terminal;
    private final StopSignal stop;

    /** A command that prints to a terminal and ends early at a signal. */
    public ReembedCommand(Terminal terminal, StopSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (suffix.isBlank()) {
            throw CliException.usage("--suffix: expected for example .v2, found nothing");
        } else if (!(share > 0 && share <= 1)) {
            throw CliException.usage("--share: expected above 0 and at most 1, found " + share);
        } else if (rate < 0) {
            throw CliException.usage("--rate: expected 0 or more, found " + rate);
        } else if (fingerprint != null && until != Until.LIVE) {
            throw CliException.usage("--live-fingerprint goes with --until live");
        }
        ConfigFile written = source.read();
        TextmillConfig live = TextmillConfig.parse(written);
        TextmillConfig target = TextmillConfig.parse(
                written.with(NewTopics.settings(live, suffix), "--suffix").with(effort().settings(), "--share"));
        if (create && !dryRun) {
            TopicMaker.make(target, terminal::note);
        }
        target.pipelines().stream()
                .flatMap(pipeline -> pipeline.anomalies().stream())
                .forEach(plan -> terminal.note("textmill reembed: no text is judged again, so "
                        + plan.topics().judgements()
                        + " stays empty: what is usual now says nothing of what was usual then"));
        if (share < 1 && !dryRun) {
            terminal.note("textmill reembed: works" + shareInWords());
        }
        stop.install();
        boolean done = true;
        try (InferenceEngine engine = Engines.open(target, new NamedModels())) {
            for (String application : live.applications().keySet()) {
                if (stop.stopping()) {
                    terminal.note("textmill reembed: stopped before " + application + "; the same command goes on");
                    done = false;
                    break;
                }
                ReembedJob.Names names = new ReembedJob.Names(live, target, application, suffix);
                done &= dryRun ? rehearse(names, engine) : run(names, engine);
            }
        }
        return done ? ExitCode.OK : stop.exitCode();
    }

    private ReembedSettings settings() {
        return new ReembedSettings(from, until == Until.LIVE, fingerprint, effort());
    }

    private Effort effort() {
        return Effort.of(share, Runtime.getRuntime().availableProcessors()).atMost(rate);
    }

    private String shareInWords() {
        return share < 1 ? " with " + share + " of this machine (--share 1 takes all of it)" : "";
    }

    private boolean rehearse(ReembedJob.Names names, InferenceEngine engine) {
        try (ReembedJob job = ReembedJob.rehearse(names, engine, settings())) {
            ReembedReport report = job.look();
            print(report);
            double perSecond = job.trial(TRIAL);
            if (rate > 0) {
                perSecond = Math.min(perSecond, rate);
            }
            terminal.note(
                    perSecond == 0
                            ? "dry run: nothing is to be computed"
                            : String.format(
                                    Locale.ROOT,
                                    "dry run: %,.0f texts/s%s, so about %s; nothing was written",
                                    perSecond,
                                    shareInWords(),
                                    Progress.time(Math.round(report.left() / perSecond))));
        }
        return true;
    }

    private boolean run(ReembedJob.Names names, InferenceEngine engine) {
        try (ReembedJob job = ReembedJob.open(names, engine, settings());
                ShownProgress shown = new ShownProgress(terminal)) {
            ReembedReport report = job.run(stop::stopping, shown);
            print(report);
            if (!report.done()) {
                terminal.note("textmill reembed: stopped; the same command goes on");
            }
            return report.done();
        }
    }

    private void print(ReembedReport report) {
        boolean live = until == Until.LIVE;
        if (json) {
            terminal.print(ReembedReportLines.json(report, live));
        } else {
            ReembedReportLines.lines(report, live).forEach(terminal::print);
        }
    }
}
