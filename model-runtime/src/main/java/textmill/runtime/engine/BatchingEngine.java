package textmill.runtime.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.task.PairUse;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextInput;

/**
 * The engine: tokenising threads ahead, one queue per model, a few callers per device that take batches whenever they are
 * idle. Owns all native memory; {@link #close} frees it after the last run has ended.
 */
public final class BatchingEngine implements InferenceEngine {
    private static final Logger LOG = LoggerFactory.getLogger(BatchingEngine.class);

    private final ModelSet models;
    private final List<Task> tasks;
    private final Window window;
    private final InFlight inFlight = new InFlight();
    private final @Nullable ResultCache cache;
    private final EngineCounters counters = new EngineCounters();
    private final Observers observers = new Observers();
    private final BatchScheduler scheduler;
    private final TokenizeStage tokenizing;
    private final ExecutorService callers;
    private final String devices;
    private final AtomicReference<@Nullable RuntimeException> ended = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Starts the threads.
     *
     * @param config settings
     * @param models loaded and tried; closed with the engine
     * @param sizes of window and threads
     */
    public BatchingEngine(EngineConfig config, ModelSet models, EngineSizes sizes) {
        this.models = models;
        this.tasks = models.tasks();
        this.window = new Window(sizes.windowTexts(), config.window().bytes());
        this.cache = config.cache().texts() > 0 ? new ResultCache(config.cache()) : null;
        this.devices = models.devicesUsed();
        this.scheduler = new BatchScheduler(config.batch().linger().toNanos());
        Ends ends = new Ends();
        DeviceWorker.Seen seen = new DeviceWorker.Seen(counters, observers);
        this.tokenizing = new TokenizeStage(sizes.tokenizerThreads(), scheduler, ends, seen);
        this.callers =
                Executors.newFixedThreadPool(sizes.devices() * sizes.callers(), EngineThreads.named("textmill-device"));
        for (int device = 0; device < sizes.devices(); device++) {
            for (int caller = 0; caller < sizes.callers(); caller++) {
                callers.execute(new DeviceWorker(device, scheduler, ends, seen));
            }
        }
    }

    @Override
    public List<Task> tasks() {
        return tasks;
    }

    @Override
    public int windowTexts() {
        return window.maxTexts();
    }

    @Override
    public CompletionStage<Outcome> submit(TextInput input, List<Task> wanted, Duration maxWait)
            throws InterruptedException {
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("submit needs at least one task");
        }
        List<ModelSet.Slot> slots = wanted.stream().map(models::slot).toList();
        Outcome.Failure refusal = refusal(input, wanted);
        if (refusal != null) {
            counters.failures.increment();
            return CompletableFuture.completedFuture(refusal);
        }
        long charge = charge(input, slots);
        window.acquire(charge, maxWait);
        Request request = new Request();
        Observers.Origins origins = observers.origins();
        List<Computation> started = new ArrayList<>();
        Map<Asked, Computation> computations = new HashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            ModelSet.Slot slot = slots.get(i);
            Asked asked = new Asked(slot.pass(), input.forTask(wanted.get(i).name()));
            Computation computation =
                    computations.computeIfAbsent(asked, one -> computation(one.pass, one.input, started));
            request.add(wanted.get(i), slot.head(), computation);
        }
        computations.values().forEach(computation -> computation.askedBy(origins));
        CompletableFuture<Outcome> promise = new CompletableFuture<>();
        // Its outcome goes to the promise.
        CompletableFuture<Void> unused =
                request.all().whenComplete((nothing, failure) -> finish(request, failure, charge, promise));
        if (input.promptsByTask().isEmpty()) {
            start(input, started);
        } else {
            byInput(started).forEach(this::start);
        }
        // Closing or losing the device completes what it finds in flight; what came later is completed here.
        RuntimeException end = ended.get();
        if (end != null) {
            started.forEach(computation -> fail(computation, end));
        }
        return promise;
    }

    /** What one pass is to compute of a text. */
    private record Asked(ModelPass pass, TextInput input) {}

    /** Tasks may put different prompts in front of one text: then it is as many texts. */
    private static Map<TextInput, List<Computation>> byInput(List<Computation> computations) {
        return computations.stream().collect(Collectors.groupingBy(computation -> computation.input));
    }

    /** Why a task cannot be done with this input at all, or null. */
    private static Outcome.@Nullable Failure refusal(TextInput input, List<Task> wanted) {
        for (Task task : wanted) {
            PairUse pairs = task.type().pairs();
            if (input.pair() != null && pairs == PairUse.NONE) {
                return new Outcome.Failure(
                        Outcome.Reason.PAIR_NOT_TAKEN,
                        task.name(),
                        "tasks of kind " + task.type().name() + " read one text, and there is a second one");
            }
            if (input.pair() == null && pairs == PairUse.REQUIRED) {
                return new Outcome.Failure(
                        Outcome.Reason.PAIR_MISSING,
                        task.name(),
                        "tasks of kind " + task.type().name() + " read two texts, and there is no second one");
            }
        }
        return null;
    }

    private static long charge(TextInput input, List<ModelSet.Slot> slots) {
        long charge = Window.charge(input);
        for (ModelSet.Slot slot : slots) {
            charge += slot.pass().plan().bytes(input);
        }
        return charge;
    }

    private void start(TextInput input, List<Computation> started) {
        if (started.isEmpty() || ended.get() != null) {
            return;
        }
        if (window.texts() == 1) {
            // The only text in flight: handing it to another thread would cost more than tokenising it.
            tokenizing.now(input, started);
        } else if (!tokenizing.submit(input, started)) {
            started.forEach(computation -> fail(computation, new EngineClosedException()));
        }
    }

    /** The text's result from the cache, the computation under way, or a new one, which is added to those to start. */
    private Computation computation(ModelPass pass, TextInput input, List<Computation> started) {
        if (cache != null) {
            ComputedText known = cache.get(pass, input);
            if (known != null) {
                counters.cacheHits.increment();
                return Computation.known(pass, input, known);
            }
            counters.cacheMisses.increment();
        }
        InFlight.Joined joined = inFlight.join(pass, input);
        if (joined.started()) {
            started.add(joined.computation());
        } else {
            counters.deduplicated.increment();
        }
        return joined.computation();
    }

    private void finish(Request request, @Nullable Throwable failure, long charge, CompletableFuture<Outcome> promise) {
        Outcome outcome = failure == null ? request.outcome() : null;
        window.release(charge);
        if (outcome == null) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            promise.completeExceptionally(cause == null ? new EngineClosedException() : cause);
            return;
        }
        (outcome instanceof Outcome.Success ? counters.texts : counters.failures).increment();
        promise.complete(outcome);
    }

    /** Rows of tokenised texts that wait for a device, each model's counted. */
    int waiting() {
        return scheduler.waiting();
    }

    @Override
    public EngineStatistics statistics() {
        return counters.snapshot(devices, window, scheduler.queued());
    }

    @Override
    public EngineObserver.Observation observe(EngineObserver observer) {
        return observers.add(observer);
    }

    @Override
    public List<ModelPlacement> placements() {
        return models.placements();
    }

    @Override
    public List<ModelDescription> models() {
        return models.models().stream()
                .map(model -> ModelDescription.of(model.spec()))
                .toList();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Waits for the runs under way. Must not be called from the completion of a text.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        end(new EngineClosedException());
        tokenizing.close();
        callers.shutdown();
        EngineThreads.join(callers);
        models.close();
    }

    private void end(RuntimeException reason) {
        ended.compareAndSet(null, reason);
        window.close();
        scheduler.close();
        inFlight.all().forEach(computation -> fail(computation, reason));
    }

    private void fail(Computation computation, RuntimeException reason) {
        inFlight.remove(computation);
        computation.result.completeExceptionally(reason);
    }

    /** Takes results from the engine's threads. */
    private final class Ends implements Completions {
        @Override
        public void complete(Computation computation, ComputedText result) {
            if (cache != null) {
                computation.shared = true;
                cache.put(computation, result);
            }
            inFlight.remove(computation);
            computation.result.complete(result);
        }

        @Override
        public void stop(EngineFailedException reason) {
            if (ended.get() == null) {
                LOG.error("The engine stops: {}", reason.getMessage());
            }
            end(reason);
        }
    }
}
