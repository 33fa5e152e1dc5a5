package textmill.topology.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.topology.console.PipelineWatch.Computed;
import textmill.topology.console.PipelineWatch.Failed;
import textmill.topology.http.Page;

/** Looks on twice a second, keeps what may be shown, and tells the open pages. Thread-safe. */
public final class Console implements AutoCloseable {
    /** Path of its page at the endpoint. */
    public static final String PATH = "/console/";

    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final long LOOK_MILLIS = 500;
    private static final int TEXTS = 3_000;
    private static final long TEXT_BYTES = 32L << 20;
    private static final int FAILURES = 500;
    private static final long FAILURE_BYTES = 8L << 20;
    /** Of a pipeline between two looks, of those that were picked up: nobody reads faster. */
    private static final int ROWS = 4;

    private final Known known;
    private final Flow flow;
    private final Reading reading = new Reading();
    private final Viewers viewers = new Viewers();
    private final ScheduledExecutorService thread;
    private boolean rests;

    private Console(ConsoleSettings settings, FlowSources sources) {
        this.flow = new Flow(sources);
        List<PipelineWatch> watches = sources.applications().stream()
                .flatMap(application -> application.delivery().pipelines().stream())
                .map(pipeline -> new PipelineWatch(pipeline, settings.textsOf(pipeline.name())))
                .toList();
        this.known =
                new Known(settings, watches, new History<>(TEXTS, TEXT_BYTES), new History<>(FAILURES, FAILURE_BYTES));
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread looking = new Thread(task, "textmill-console");
            looking.setDaemon(true);
            return looking;
        });
    }

    /** Looks on from now on. Before the applications are started, or the first records are missed. */
    public static Console start(ConsoleSettings settings, FlowSources sources) {
        Console console = new Console(settings, sources);
        console.flow.look(System.currentTimeMillis(), System.nanoTime());
        Future<?> unused =
                console.thread.scheduleWithFixedDelay(console::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return console;
    }

    /** What the endpoint answers, by path. */
    public Map<String, Page> pages() {
        Map<String, Page> pages = new LinkedHashMap<>();
        pages.put(PATH, new ConsolePage(Assets.load(), new Api(known, flow, viewers)));
        pages.put(PATH + "api/try", new TryPage(flow.sources().engine(), known));
        pages.put("/", Answers.redirect(PATH));
        return pages;
    }

    private void look() {
        try {
            long now = System.currentTimeMillis();
            viewers.beat(now);
            texts(now);
            failures(now);
            rests = !rests;
            // Both times are of one moment: the other looks may have taken theirs.
            Flow.Moment moment = rests ? null : flow.look(System.currentTimeMillis(), System.nanoTime());
            if (moment != null) {
                viewers.send("flow", () -> Json.bytes(json -> FlowJson.moment(json, moment, flow.sources())));
            }
        } catch (RuntimeException | Error e) {
            // Whoever looks on must not stop looking, and nothing here concerns the stream.
            LOG.debug("The console missed a look", e);
        }
    }

    private void texts(long now) {
        List<KnownText> fresh = new ArrayList<>();
        List<KnownText> rows = new ArrayList<>();
        for (PipelineWatch watch : known.watches()) {
            List<KnownText> ofPipeline = new ArrayList<>();
            for (Computed computed : watch.takeComputed()) {
                KnownText text = reading.text(watch, computed, now);
                known.add(text);
                ofPipeline.add(text);
            }
            fresh.addAll(ofPipeline);
            rows.addAll(some(ofPipeline));
        }
        if (!fresh.isEmpty()) {
            viewers.send(
                    "texts",
                    () -> Json.bytes(json -> {
                        json.writeStartArray();
                        for (KnownText text : rows) {
                            known.row(json, text);
                        }
                        json.writeEndArray();
                    }));
            viewers.send("points", () -> Json.bytes(json -> MapJson.arrived(json, known, fresh, now)));
        }
    }

    /** A few of a pipeline's texts; of each pipeline, or a busy one would hide a quiet one. */
    private static List<KnownText> some(List<KnownText> texts) {
        int count = Math.min(ROWS, texts.size());
        return IntStream.range(0, count)
                .mapToObj(i -> texts.get(i * texts.size() / count))
                .toList();
    }

    private void failures(long now) {
        List<KnownFailure> fresh = new ArrayList<>();
        for (PipelineWatch watch : known.watches()) {
            for (Failed failed : watch.takeFailed()) {
                KnownFailure failure = reading.failure(watch, failed, now);
                known.failures().add(failure);
                fresh.add(failure);
            }
        }
        if (!fresh.isEmpty()) {
            viewers.send(
                    "failures",
                    () -> Json.bytes(json -> {
                        json.writeStartArray();
                        for (KnownFailure failure : fresh) {
                            FailureJson.write(json, failure, known.command(failure));
                        }
                        json.writeEndArray();
                    }));
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        viewers.close();
        try {
            thread.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        known.watches().forEach(PipelineWatch::close);
    }
}
