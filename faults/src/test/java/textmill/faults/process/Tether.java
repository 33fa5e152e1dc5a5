package textmill.faults.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Ties a child process to the one that started it: when that one is gone, however it went, the child ends. */
public final class Tether {
    private static final int ORPHANED = 3;

    private Tether() {}

    /** Ends this process when its standard input ends. */
    public static void toParent() {
        toParent(line -> {});
    }

    /** The same, and hands over each line that the parent sends. Lines are handled on a thread of this class's own. */
    public static void toParent(Consumer<String> lines) {
        Thread reader = new Thread(() -> read(lines), "tether");
        reader.setDaemon(true);
        reader.start();
    }

    private static void read(Consumer<String> lines) {
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            System.err.println("standard input: " + e);
        }
        Runtime.getRuntime().halt(ORPHANED);
    }
}
