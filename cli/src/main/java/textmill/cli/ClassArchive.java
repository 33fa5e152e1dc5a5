package textmill.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import textmill.cli.console.ScratchDirectory;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Style;
import textmill.cli.console.Terminal;

/**
 * Does a little of what commands do, so that the JVM knows their classes. The launcher has the JVM write those into an
 * archive when this ends, from which later starts take them, checked and laid out.
 */
final class ClassArchive {
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final int WIDTH = 100;

    private ClassArchive() {}

    /** Ends with 0 if everything was done: an archive of half the classes is not worth having. */
    public static void main(String[] arguments) throws IOException {
        haltIfItHangs();
        ScratchDirectory.claim(); // as the entry point does
        Terminal.standard().note("knows " + Main.class.getName()); // classes of the entry point itself
        Path texts = Files.createTempFile("texts", ".txt");
        Files.write(texts, List.of("how many vacation days do i have left", "The sun is made of cheese."));
        int worst = 0;
        worst = Math.max(worst, run(List.of("--help")));
        for (String name : TextmillCommand.commandLine(nowhere(), StopSignal.manual())
                .getSubcommands()
                .keySet()) {
            worst = Math.max(worst, run(List.of(name, "--help")));
        }
        for (List<String> command : List.of(
                List.of("--version"),
                List.of("infer", "-m", "all-minilm-l6-v2", "-i", texts.toString(), "--stats"),
                List.of("demo", "--exit", "--records", "24", "--port", "0", "--registry-port", "0"))) {
            worst = Math.max(worst, run(command));
        }
        Files.delete(texts);
        System.exit(worst);
    }

    private static int run(List<String> command) {
        return TextmillCommand.execute(nowhere(), StopSignal.manual(), command.toArray(String[]::new));
    }

    private static Terminal nowhere() {
        return new Terminal(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), Style.ANSI, WIDTH);
    }

    private static void haltIfItHangs() {
        Thread watch = new Thread(
                () -> {
                    long end = System.nanoTime() + LONGEST.toNanos();
                    while (System.nanoTime() < end) {
                        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                    }
                    Runtime.getRuntime().halt(1);
                },
                "watch");
        watch.setDaemon(true);
        watch.start();
    }
}
