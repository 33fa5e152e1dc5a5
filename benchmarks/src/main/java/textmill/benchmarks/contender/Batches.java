package textmill.benchmarks.contender;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** Batches of texts, and threads that work them off: what a careful user writes around a library that has neither. */
public final class Batches {
    private Batches() {}

    /** Embeds one batch. Called by several threads at once. */
    @FunctionalInterface
    public interface Work<T> {
        /** Returns {@code [items, dimension]} in the order of the items. */
        float[][] embed(List<T> items) throws Exception;
    }

    /** Cuts the indices of {@code items} into batches of a fixed number of rows, in arrival order or by length. */
    public static <T> List<int[]> ofRows(List<T> items, int rows, boolean sort, ToIntFunction<T> length) {
        int[] order = order(items, sort, length);
        List<int[]> batches = new ArrayList<>();
        for (int from = 0; from < order.length; from += rows) {
            batches.add(java.util.Arrays.copyOfRange(order, from, Math.min(order.length, from + rows)));
        }
        return batches;
    }

    /** Sorts by length and cuts where rows times longest would exceed a budget of tokens. */
    public static <T> List<int[]> ofPaddedTokens(List<T> items, int budget, ToIntFunction<T> length) {
        int[] order = order(items, true, length);
        List<int[]> batches = new ArrayList<>();
        int from = 0;
        for (int at = 1; at <= order.length; at++) {
            if (at == order.length || (at - from + 1) * length.applyAsInt(items.get(order[at])) > budget) {
                batches.add(java.util.Arrays.copyOfRange(order, from, at));
                from = at;
            }
        }
        return batches;
    }

    private static <T> int[] order(List<T> items, boolean sort, ToIntFunction<T> length) {
        IntStream indices = IntStream.range(0, items.size());
        if (!sort) {
            return indices.toArray();
        }
        return indices.boxed()
                .sorted(Comparator.comparingInt(index -> length.applyAsInt(items.get(index))))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Works off the batches with a number of threads and puts every vector in its place. */
    public static <T> float[][] run(List<T> items, List<int[]> batches, int callers, Work<T> work) throws Exception {
        float[][] vectors = new float[items.size()][];
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                running.add(threads.submit(() -> {
                    for (int at = next.getAndIncrement(); at < batches.size(); at = next.getAndIncrement()) {
                        embed(items, batches.get(at), work, vectors);
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            threads.shutdownNow();
        }
        return vectors;
    }

    private static <T> void embed(List<T> items, int[] batch, Work<T> work, float[][] vectors) throws Exception {
        List<T> selected = new ArrayList<>(batch.length);
        for (int index : batch) {
            selected.add(items.get(index));
        }
        float[][] embedded = work.embed(selected);
        for (int row = 0; row < batch.length; row++) {
            vectors[batch[row]] = embedded[row];
        }
    }
}
