package textmill.topology.decode;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.Framing;
import textmill.schema.serde.SchemaId;
import textmill.topology.deadletter.Reason;
import textmill.topology.decode.RegistryCondition.Need;

/**
 * The gate for Confluent's wire format: a value passes once its schema has been met before. For a new schema another
 * thread decodes the first value that has it, and tries again with growing pauses while the registry is down. Schemas are
 * asked for side by side, so that one that is unknown, and therefore asked for several times, holds up no other.
 */
public final class RegistryGate implements SchemaGate {
    /** They wait for a network most of their time. Beyond this many the registry would be the one to suffer. */
    private static final int THREADS = 64;

    private static final int KNOWN = 100_000;
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 5_000;

    private final Supplier<TextDecoder> decoders;
    private final RegistryCondition condition;
    /** Schemas that were met; bounded, because JSON is read whatever schema it names. Those pushed out are met again. */
    private final Cache<SchemaId, Boolean> known =
            Caffeine.newBuilder().maximumSize(KNOWN).executor(Runnable::run).build();

    private final ConcurrentMap<SchemaId, CompletableFuture<@Nullable Decoded>> asked = new ConcurrentHashMap<>();
    private final Queue<TextDecoder> idle = new ConcurrentLinkedQueue<>();
    private final ScheduledThreadPoolExecutor executor;

    /**
     * @param decoders as many as there are questions at a time; each is used by one thread at a time and closed with the
     *     gate
     * @param condition told when the registry answers and when it does not
     */
    public RegistryGate(Supplier<TextDecoder> decoders, RegistryCondition condition) {
        this.decoders = decoders;
        this.condition = condition;
        idle.add(decoders.get()); // At once: what is wrong with its settings is to be seen at the start.
        this.executor = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, "textmill-schemas");
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        executor.allowCoreThreadTimeOut(true);
    }

    @Override
    public @Nullable CompletableFuture<@Nullable Decoded> pass(String topic, Headers headers, byte[] value) {
        SchemaId id = idOf(headers, value);
        if (id == null || known.getIfPresent(id) != null) {
            return null;
        }
        return asked.computeIfAbsent(id, unused -> {
            CompletableFuture<@Nullable Decoded> answer = new CompletableFuture<>();
            executor.execute(() -> ask(new Question(id, topic, headers, value, answer), FIRST_PAUSE_MS));
            return answer;
        });
    }

    private void ask(Question question, long pauseMs) {
        try {
            Decoded decoded = decode(question);
            condition.met(Need.READING);
            settle(question, decoded);
        } catch (RetriableException e) {
            condition.unmet(Need.READING, e.getMessage());
            long next = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
            askLater(question, pauseMs, next);
        } catch (RuntimeException | StackOverflowError e) {
            // A decoder gives verdicts as values; what else it throws will meet the stream thread and be seen there.
            known.put(question.id, true);
            asked.remove(question.id);
            question.answer.complete(null);
        }
    }

    private Decoded decode(Question question) {
        TextDecoder taken = idle.poll();
        TextDecoder decoder = taken == null ? decoders.get() : taken;
        try {
            return decoder.decode(question.topic, question.headers, question.value);
        } finally {
            giveBack(decoder);
        }
    }

    private void giveBack(TextDecoder decoder) {
        idle.add(decoder);
        if (executor.isShutdown()) {
            closeIdle();
        }
    }

    private void closeIdle() {
        for (TextDecoder decoder = idle.poll(); decoder != null; decoder = idle.poll()) {
            decoder.close();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ask() lets nothing out
    private void askLater(Question question, long pauseMs, long nextPauseMs) {
        executor.schedule(() -> ask(question, nextPauseMs), pauseMs, TimeUnit.MILLISECONDS);
    }

    private void settle(Question question, Decoded decoded) {
        boolean unknown = decoded instanceof Decoded.Unreadable unreadable
                && (unreadable.failure().reason() == Reason.UNKNOWN_SCHEMA
                        || unreadable.failure().reason() == Reason.UNREADABLE_SCHEMA);
        if (!unknown) {
            known.put(question.id, true);
        }
        asked.remove(question.id);
        // An unknown id is the verdict on every value that waits for it; the next one to arrive asks anew.
        question.answer.complete(unknown ? decoded : null);
    }

    @Override
    public void close(Headers headers, byte[] value) {
        SchemaId id = idOf(headers, value);
        if (id != null) {
            known.invalidate(id);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        closeIdle();
    }

    /** Null for what is no question for the registry: the decoder will say what is wrong with it. */
    private static @Nullable SchemaId idOf(Headers headers, byte[] value) {
        if (!Framing.isThere(headers, false, value)) {
            return null;
        }
        try {
            return Framing.of(headers, false, value).id();
        } catch (BadRecordException e) {
            return null;
        }
    }

    private record Question(
            SchemaId id, String topic, Headers headers, byte[] value, CompletableFuture<@Nullable Decoded> answer) {}
}
