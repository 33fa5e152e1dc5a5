package textmill.faults.app;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import textmill.faults.process.Tether;
import textmill.topology.config.TextmillConfig;
import textmill.topology.reembed.NewTopics;
import textmill.topology.reembed.ReembedJob;
import textmill.topology.reembed.ReembedListener;
import textmill.topology.reembed.ReembedReport;
import textmill.topology.reembed.ReembedSettings;

/**
 * A reembedding as a process. Arguments: the application's file of settings; the suffix; {@code stub:...}; a file that is
 * written at the end, with a line {@code partition cut-over} for each partition. Obeys {@code die <moment>}.
 */
public final class ReembedMain {
    private ReembedMain() {}

    /** Runs to where the application took the model. */
    public static void main(String[] arguments) throws IOException {
        Tether.toParent(AppMain::die);
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]), StandardCharsets.UTF_8)) {
            settings.load(reader);
        }
        Map<String, String> written = new TreeMap<>();
        settings.stringPropertyNames().forEach(name -> written.put(name, settings.getProperty(name)));
        TextmillConfig live = TextmillConfig.parse(written);
        written.putAll(NewTopics.settings(live, arguments[1]));
        TextmillConfig target = TextmillConfig.parse(written);
        String application = live.applications().keySet().iterator().next();
        try (StubEngine engine = new StubEngine(StubEngine.Settings.parse(arguments[2].substring("stub:".length())));
                ReembedJob job = ReembedJob.open(
                        new ReembedJob.Names(live, target, application, arguments[1]),
                        engine,
                        ReembedSettings.everything().toLive())) {
            ReembedReport report = job.run(() -> false, new Printing());
            StringBuilder cuts = new StringBuilder();
            report.parts().forEach(part -> cuts.append(part.partition())
                    .append(' ')
                    .append(part.until())
                    .append('\n'));
            AppMain.announce(Path.of(arguments[3]), cuts.toString());
        }
        Runtime.getRuntime().halt(0);
    }

    private static final class Printing implements ReembedListener {
        @Override
        public void committed(long left) {
            System.out.println("left " + left);
        }

        @Override
        public void note(String line) {
            System.out.println(line);
        }
    }
}
