package textmill.faults.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import textmill.runtime.engine.EngineClosedException;
import textmill.runtime.engine.EngineStatistics;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextInput;

/**
 * An engine without a model. Two threads take batches from a bounded window, take as long as they are told, and complete
 * the texts of a batch in random order, so that the order of the output is the topology's doing alone.
 */
final class StubEngine implements InferenceEngine {
    private static final int THREADS = 2;

    private final Settings settings;
    private final Semaphore window;
    private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>();
    private final List<Thread> workers = new ArrayList<>();
    private final AtomicLong texts = new AtomicLong();
    private volatile long stalledUntil = System.nanoTime();
    private volatile boolean closed;

    private record Request(String text, CompletableFuture<Outcome> future) {}

    /**
     * How it behaves.
     *
     * @param windowTexts most texts in flight before {@code submit} waits
     * @param batchTexts most texts of a batch
     * @param longestBatch each batch takes a random time up to this
     * @param seed of times and orders
     * @param fingerprint of its model
     */
    record Settings(int windowTexts, int batchTexts, Duration longestBatch, long seed, String fingerprint) {
        /** Reads {@code window:batch:longest-ms:seed}, and a fingerprint behind it that need not be there. */
        static Settings parse(String written) {
            String[] parts = written.split(":", -1);
            return new Settings(
                    Integer.parseInt(parts[0]),
                    Integer.parseInt(parts[1]),
                    Duration.ofMillis(Long.parseLong(parts[2])),
                    Long.parseLong(parts[3]),
                    parts.length > 4 ? parts[4] : StubResult.TASK.fingerprint());
        }
    }

    StubEngine(Settings settings) {
        this.settings = settings;
        this.window = new Semaphore(settings.windowTexts);
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(settings.seed + i);
            Thread worker = new Thread(() -> work(random), "stub-engine-" + i);
            worker.setDaemon(true);
            workers.add(worker);
        }
        workers.forEach(Thread::start);
    }

    /** Completes nothing for a while. */
    void stall(Duration time) {
        stalledUntil = System.nanoTime() + time.toNanos();
    }

    @Override
    public List<Task> tasks() {
        return List.of(StubResult.task(settings.fingerprint));
    }

    @Override
    public CompletionStage<Outcome> submit(TextInput input, List<Task> tasks, Duration maxWait)
            throws InterruptedException {
        boolean permit = window.tryAcquire(maxWait.toNanos(), TimeUnit.NANOSECONDS);
        CompletableFuture<Outcome> future = new CompletableFuture<>();
        if (permit) {
            CompletableFuture<Outcome> unused = future.whenComplete((outcome, failure) -> window.release());
        }
        queue.add(new Request(input.text(), future));
        if (closed) {
            future.completeExceptionally(new EngineClosedException());
        }
        return future;
    }

    private void work(Random random) {
        List<Request> batch = new ArrayList<>();
        try {
            while (!closed) {
                batch.add(queue.take());
                queue.drainTo(batch, settings.batchTexts - 1);
                compute(random);
                Collections.shuffle(batch, random);
                for (Request request : batch) {
                    request.future.complete(StubResult.of(request.text));
                }
                texts.addAndGet(batch.size());
                batch.clear();
            }
        } catch (InterruptedException e) {
            batch.forEach(request -> request.future.completeExceptionally(new EngineClosedException()));
        }
    }

    private void compute(Random random) throws InterruptedException {
        long longest = settings.longestBatch.toNanos();
        if (longest > 0) {
            LockSupport.parkNanos((long) (random.nextDouble() * longest));
        }
        for (long left = stalledUntil - System.nanoTime(); left > 0; left = stalledUntil - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    @Override
    public EngineStatistics statistics() {
        return new EngineStatistics(
                "stub", texts.get(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, queue.size(), 0, EngineStatistics.Queued.NOTHING);
    }

    @Override
    public void close() {
        closed = true;
        workers.forEach(Thread::interrupt);
        List<Request> left = new ArrayList<>();
        queue.drainTo(left);
        left.forEach(request -> request.future.completeExceptionally(new EngineClosedException()));
    }
}
