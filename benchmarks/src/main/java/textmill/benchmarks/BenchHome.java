package textmill.benchmarks;

import java.nio.file.Path;

/** Where the benchmarks module lies: the launcher says so. */
public final class BenchHome {
    private BenchHome() {}

    /** Its directory. */
    public static Path directory() {
        return Path.of(System.getProperty("textmill.home", "."))
                .resolve("benchmarks")
                .toAbsolutePath()
                .normalize();
    }
}
