package textmill.benchmarks.contender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * One contender's run: warm-up, then all texts once against the clock.
 *
 * <p>Its own settings: {@code texts} (file, one a line), {@code limit} (first lines only), {@code out} (file for the
 * result), {@code warmup.seconds}, {@code sample} (vectors to report, evenly spaced).
 */
public final class TimedRun {
    private static final int WARM_UP_TEXTS = 64;

    private TimedRun() {}

    /** Opens a contender. */
    @FunctionalInterface
    public interface Opening {
        /** With the settings from the command line. */
        Contender open(ContenderSettings settings) throws Exception;
    }

    /** The whole of a contender's main method. Ends the process, whatever threads a library left behind. */
    public static void main(String[] arguments, Opening opening) throws Exception {
        run(ContenderSettings.parse(arguments), opening);
        System.exit(0);
    }

    static void run(ContenderSettings settings, Opening opening) throws Exception {
        List<String> texts = texts(settings);
        long opened = System.nanoTime();
        Contender contender = opening.open(settings);
        double loadSeconds = secondsSince(opened);
        warmUp(contender, texts, Duration.ofSeconds(settings.number("warmup.seconds", 5)));
        long began = System.nanoTime();
        float[][] vectors = contender.embed(texts);
        double seconds = secondsSince(began);
        String result = String.format(
                Locale.ROOT,
                "{\"texts\":%d,\"loadSeconds\":%.3f,\"seconds\":%.9f,\"peakRssBytes\":%d,\"dimension\":%d,"
                        + "\"vectors\":\"%s\"}%n",
                texts.size(),
                loadSeconds,
                seconds,
                peakRssBytes(),
                vectors[0].length,
                sample(vectors, settings.number("sample", 100)));
        Files.writeString(settings.path("out"), result);
    }

    private static List<String> texts(ContenderSettings settings) throws IOException {
        List<String> lines = Files.readAllLines(settings.path("texts"), StandardCharsets.UTF_8);
        return lines.stream()
                .filter(line -> !line.isBlank())
                .limit(settings.number("limit", Integer.MAX_VALUE))
                .toList();
    }

    /** Slices from all over the file, so that every length has been seen when the clock starts. */
    private static void warmUp(Contender contender, List<String> texts, Duration atLeast) throws Exception {
        long began = System.nanoTime();
        int stride = Math.max(1, texts.size() / WARM_UP_TEXTS);
        int offset = 0;
        do {
            int from = offset++ % stride;
            contender.embed(evenly(texts, from, stride));
        } while (System.nanoTime() - began < atLeast.toNanos());
    }

    private static List<String> evenly(List<String> texts, int from, int stride) {
        return java.util.stream.IntStream.iterate(from, at -> at < texts.size(), at -> at + stride)
                .mapToObj(texts::get)
                .toList();
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    /** Little-endian float32, Base64: {@code [sample, dimension]}, of texts evenly spaced. */
    private static String sample(float[][] vectors, int size) {
        int rows = Math.min(size, vectors.length);
        int dimension = vectors[0].length;
        ByteBuffer bytes = ByteBuffer.allocate(rows * dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            bytes.asFloatBuffer().put(vectors[(int) ((long) row * vectors.length / rows)]);
            bytes.position(bytes.position() + dimension * Float.BYTES);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** The most memory that this process ever held, as Linux counts it (VmHWM); -1 elsewhere. */
    public static long peakRssBytes() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return -1;
        }
        try {
            for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("VmHWM:")) {
                    return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
            return -1;
        } catch (IOException e) {
            return -1;
        }
    }
}
