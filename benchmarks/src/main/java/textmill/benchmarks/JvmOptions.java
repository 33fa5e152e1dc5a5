package textmill.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the JVMs are started in which things are measured. */
public final class JvmOptions {
    private static final String HEAP_OF_RUN = "-Xmx512m";

    private JvmOptions() {}

    /** The java of this JVM. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** As the launcher starts {@code infer}. */
    public static List<String> infer() {
        return textmill("-Xmx160m");
    }

    /** As the launcher starts the commands that run a broker. */
    public static List<String> broker() {
        return textmill(HEAP_OF_RUN);
    }

    /** A peer gets the JVM as it comes, and must not call home. */
    public static List<String> offline() {
        return List.of("-Dai.djl.offline=true");
    }

    private static List<String> textmill(String heap) {
        List<String> options = new ArrayList<>(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", heap));
        options.addAll(offline());
        String cache = System.getProperty("textmill.cache");
        if (cache != null) {
            options.add("-Dtextmill.cache=" + cache);
        }
        return options;
    }
}
