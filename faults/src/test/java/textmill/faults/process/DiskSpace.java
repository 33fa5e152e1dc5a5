package textmill.faults.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * A disk that has no room left, for one process: the kernel refuses every write beyond a size of the file
 * ({@code RLIMIT_FSIZE}), as it would on a full disk. No test needs a file system of its own for it.
 */
public final class DiskSpace {
    private DiskSpace() {}

    /** From now on no file of a process of ours grows beyond so many bytes. A new process has room again. */
    public static void limit(long pid, long bytes) {
        try {
            Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--fsize=" + bytes + ":")
                    .inheritIO()
                    .start();
            if (!prlimit.waitFor(1, TimeUnit.MINUTES) || prlimit.exitValue() != 0) {
                throw new IllegalStateException("prlimit of process " + pid + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
