package textmill.embedded;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A broker as a process of its own, started by {@link BrokerProcess}: reads a file of settings, writes a file when it
 * serves, and ends cleanly at SIGTERM or when whoever started it is gone.
 */
final class BrokerMain {

    static final String PORT = "port";
    static final String CONTROLLER_PORT = "controller.port";
    static final String SETTING_PREFIX = "setting.";
    private static final int EXIT_CONFIGURATION = 78;

    private BrokerMain() {}

    /** Takes the broker's directory; in it {@link BrokerProcess#CONFIG_FILE}. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        EmbeddedBroker broker;
        try {
            broker = EmbeddedBroker.start(read(directory));
        } catch (BrokerStartException e) {
            System.err.println(e.getMessage());
            System.exit(EXIT_CONFIGURATION);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-stop"));
        Files.writeString(directory.resolve(BrokerProcess.READY_FILE), broker.bootstrapServers());
        while (System.in.read() >= 0) {
            // Nothing is said on this stream; that it ends means that the parent process has.
        }
        System.exit(0);
    }

    private static EmbeddedBrokerConfig read(Path directory) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(directory.resolve(BrokerProcess.CONFIG_FILE))) {
            properties.load(reader);
        }
        Map<String, String> settings = new HashMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(SETTING_PREFIX)) {
                settings.put(name.substring(SETTING_PREFIX.length()), properties.getProperty(name));
            }
        }
        return new EmbeddedBrokerConfig(
                Optional.of(directory),
                Integer.parseInt(properties.getProperty(PORT)),
                Integer.parseInt(properties.getProperty(CONTROLLER_PORT)),
                settings);
    }
}
