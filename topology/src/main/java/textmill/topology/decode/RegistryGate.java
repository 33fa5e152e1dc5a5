package textmill.topology.decode;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import textmill.topology.deadletter.Reason;
import textmill.topology.decode.RegistryCondition.Need;

/**
 * The gate for Confluent's wire format: a value passes once its schema id has been decoded before. For a new id one
 * thread decodes the first value that has it, with a decoder of its own, and tries again with growing pauses while the
 * registry is down.
 */
public final class RegistryGate implements SchemaGate {
    private static final int HEADER = 5;
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 5_000;

    private final TextDecoder decoder;
    private final RegistryCondition condition;
    private final Set<Integer> known = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<Integer, CompletableFuture<@Nullable Decoded>> asked = new ConcurrentHashMap<>();
    private final ScheduledExecutorService executor;

    /**
     * @param decoder used by the gate's thread only; closed with the gate
     * @param condition told when the registry answers and when it does not
     */
    public RegistryGate(TextDecoder decoder, RegistryCondition condition) {
        this.decoder = decoder;
        this.condition = condition;
        this.executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "textmill-schemas");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public @Nullable CompletableFuture<@Nullable Decoded> pass(String topic, Headers headers, byte[] value) {
        if (value.length < HEADER || value[0] != 0) {
            return null; // Not a question for the registry: the decoder will say what is wrong.
        }
        int id = idOf(value);
        if (known.contains(id)) {
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
            Decoded decoded = decoder.decode(question.topic, question.headers, question.value);
            condition.met(Need.READING);
            settle(question, decoded);
        } catch (RetriableException e) {
            condition.unmet(Need.READING, e.getMessage());
            long next = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
            askLater(question, pauseMs, next);
        } catch (RuntimeException e) {
            // A decoder gives verdicts as values; what else it throws will meet the stream thread and be seen there.
            known.add(question.id);
            asked.remove(question.id);
            question.answer.complete(null);
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
            known.add(question.id);
        }
        asked.remove(question.id);
        // An unknown id is the verdict on every value that waits for it; the next one to arrive asks anew.
        question.answer.complete(unknown ? decoded : null);
    }

    @Override
    public void close(byte[] value) {
        if (value.length >= HEADER) {
            known.remove(idOf(value));
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        decoder.close();
    }

    private static int idOf(byte[] value) {
        return ByteBuffer.wrap(value).getInt(1);
    }

    private record Question(
            int id, String topic, Headers headers, byte[] value, CompletableFuture<@Nullable Decoded> answer) {}
}
