package textmill.topology.http;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that compute pages: one for urgent ones, so that no scrape keeps a probe waiting, and two for the others. */
final class Workers implements AutoCloseable {
    private final ExecutorService urgent;
    private final ExecutorService usual;

    Workers(ExecutorService urgent, ExecutorService usual) {
        this.urgent = urgent;
        this.usual = usual;
    }

    /**
     * Starts the threads.
     *
     * @param waiting most pages that wait for either kind
     */
    static Workers start(int waiting) {
        return new Workers(threads(1, waiting, "textmill-http-probe"), threads(2, waiting, "textmill-http"));
    }

    private static ThreadPoolExecutor threads(int count, int waiting, String name) {
        return new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Has something done soon.
     *
     * @throws RejectedExecutionException if too much waits already
     */
    void execute(boolean isUrgent, Runnable work) {
        (isUrgent ? urgent : usual).execute(work);
    }

    @Override
    public void close() {
        urgent.shutdownNow();
        usual.shutdownNow();
    }
}
