package textmill.topology.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import textmill.runtime.device.Placement;
import textmill.runtime.engine.DeviceLostException;
import textmill.runtime.engine.EngineClosedException;
import textmill.runtime.engine.EngineObserver;
import textmill.runtime.engine.EngineStatistics;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.ModelPlacement;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextInput;

/**
 * An engine without a model: takes batches from a bounded window on a thread of its own and completes each in random
 * order, so that order in the output is nobody's but the topology's doing. Results are those of {@link StubResults}.
 */
public final class StubEngine implements InferenceEngine {
    private static final int BATCH = 64;

    private record Request(
            String text, List<Task> tasks, boolean permit, CompletableFuture<Outcome> future, List<Object> origins) {}

    private final List<Task> tasks;
    private final Semaphore window;
    private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>();
    private final List<EngineObserver> observers = new CopyOnWriteArrayList<>();
    private final AtomicLong texts = new AtomicLong();
    private final Random random;
    private final Thread worker;
    private volatile long batchNanos;
    private volatile boolean closed;
    private boolean held;
    private volatile int deathEvery = Integer.MAX_VALUE;
    private final AtomicInteger deathsLeft = new AtomicInteger();
    private final AtomicInteger deaths = new AtomicInteger();

    /**
     * @param windowTexts most texts in flight
     * @param batchTime how long a batch takes
     * @param seed of the order of completion
     */
    public StubEngine(int windowTexts, Duration batchTime, long seed) {
        this(windowTexts, batchTime, seed, StubResults.TASKS);
    }

    private StubEngine(int windowTexts, Duration batchTime, long seed, List<Task> tasks) {
        this.tasks = tasks;
        this.window = new Semaphore(windowTexts);
        this.batchNanos = batchTime.toNanos();
        this.random = new Random(seed);
        this.worker = new Thread(this::work, "stub-engine");
        worker.setDaemon(true);
        worker.start();
    }

    /** 512 texts, two milliseconds. */
    public static StubEngine fast() {
        return computing(StubResults.TASKS);
    }

    /** The same with other tasks of {@link StubResults}. */
    public static StubEngine computing(List<Task> tasks) {
        return new StubEngine(512, Duration.ofMillis(2), 7, List.copyOf(tasks));
    }

    /** Every so many texts one batch fails as if the device had gone, and the engine works on; at most so many times. */
    public void loseDevice(int everyTexts, int times) {
        deathEvery = everyTexts;
        deathsLeft.set(times);
    }

    /** How many batches were lost so far. */
    public int deaths() {
        return deaths.get();
    }

    /** Answers for nothing that is submitted from now on, until {@link #release}: what is in flight stays there. */
    public synchronized void hold() {
        held = true;
    }

    /** Answers for what has waited, and for what follows. */
    public synchronized void release() {
        held = false;
        notifyAll();
    }

    private synchronized void awaitRelease() throws InterruptedException {
        while (held) {
            wait();
        }
    }

    /** Changes how long a batch takes. */
    public void batchTime(Duration time) {
        batchNanos = time.toNanos();
    }

    @Override
    public List<Task> tasks() {
        return tasks;
    }

    @Override
    public CompletionStage<Outcome> submit(TextInput input, List<Task> tasks, Duration maxWait)
            throws InterruptedException {
        boolean permit = window.tryAcquire(maxWait.toNanos(), TimeUnit.NANOSECONDS);
        CompletableFuture<Outcome> future = new CompletableFuture<>();
        queue.add(new Request(input.text(), tasks, permit, future, origins()));
        if (closed) {
            future.completeExceptionally(new EngineClosedException());
        }
        return future;
    }

    private List<Object> origins() {
        List<Object> origins = new ArrayList<>();
        for (EngineObserver observer : observers) {
            Object origin = observer.origin();
            if (origin != null) {
                origins.add(origin);
            }
        }
        return origins;
    }

    @Override
    public EngineObserver.Observation observe(EngineObserver observer) {
        observers.add(observer);
        return () -> observers.remove(observer);
    }

    private void told(List<Request> batch) {
        EngineObserver.Run run = new EngineObserver.Run(
                "stub-model",
                "cpu",
                new EngineObserver.Size(batch.size(), 8 * batch.size(), 10 * batch.size()),
                1 + batchNanos,
                batch.stream().flatMap(request -> request.origins.stream()).toList());
        observers.forEach(observer -> {
            batch.forEach(request -> observer.tokenized(1_000));
            observer.ran(run);
        });
    }

    private void work() {
        List<Request> batch = new ArrayList<>();
        while (!closed) {
            try {
                batch.add(queue.take());
                queue.drainTo(batch, BATCH - 1);
                awaitRelease();
            } catch (InterruptedException e) {
                batch.forEach(request -> request.future.completeExceptionally(new EngineClosedException()));
                return;
            }
            if (batchNanos > 0) {
                LockSupport.parkNanos(batchNanos);
            }
            Collections.shuffle(batch, random);
            told(batch);
            boolean lost = isLost(batch.size());
            for (Request request : batch) {
                texts.incrementAndGet();
                if (request.permit) {
                    window.release();
                }
                if (lost) {
                    request.future.completeExceptionally(
                            new DeviceLostException("the test took the device", new IllegalStateException()));
                } else {
                    request.future.complete(StubResults.of(request.text, request.tasks));
                }
            }
            batch.clear();
        }
    }

    private boolean isLost(int batchSize) {
        long now = texts.get();
        boolean lost = deathsLeft.get() > 0 && now / deathEvery != (now + batchSize) / deathEvery;
        if (lost) {
            deathsLeft.decrementAndGet();
            deaths.incrementAndGet();
        }
        return lost;
    }

    @Override
    public EngineStatistics statistics() {
        EngineStatistics none = EngineStatistics.none();
        return new EngineStatistics(
                "stub", texts.get(), 0, 0, 0, 0, 0, 0, 0, 0, none.budgetTokens(), 0, 0, queue.size(), 0, none.queued());
    }

    @Override
    public List<ModelPlacement> placements() {
        Placement placement = new Placement(Map.of("CPUExecutionProvider", 3), Map.of());
        return List.of(new ModelPlacement("stub-model", "cpu", "ONNX Runtime 1.0.0", "file", "any texts", placement));
    }

    @Override
    public void close() {
        closed = true;
        worker.interrupt();
        List<Request> left = new ArrayList<>();
        queue.drainTo(left);
        left.forEach(request -> request.future.completeExceptionally(new EngineClosedException()));
    }
}
