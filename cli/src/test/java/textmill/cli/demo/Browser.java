package textmill.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium without a window. Remembers what it asked of whom, and what its console said. */
final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCREENSHOTS = Path.of("target", "console");

    /** Debian's packages are called chromium and chromium-driver. */
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

    private final ChromeDriver driver;
    private final List<String> asked = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /**
     * What is needed to start one.
     *
     * @param chromium the browser
     * @param driver chromedriver of its version
     */
    record Installed(Path chromium, Path driver) {}

    /** What is installed here, if both are. */
    static Optional<Installed> find() {
        Optional<Path> driver = onPath("chromedriver");
        return BROWSERS.stream()
                .flatMap(name -> onPath(name).stream())
                .findFirst()
                .flatMap(chromium -> driver.map(found -> new Installed(chromium, found)));
    }

    private static Optional<Path> onPath(String name) {
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Browser start(Installed installed) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(installed.chromium.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--lang=en-GB");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(installed.driver.toFile())
                .usingAnyFreePort()
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
        return new Browser(driver);
    }

    /** How the page is seen. */
    record Look(int width, int height, boolean dark) {
        static final Look LIGHT = new Look(1_280, 800, false);
        static final Look DARK = new Look(1_280, 800, true);
        static final Look NARROW = new Look(390, 844, false);

        @Override
        public String toString() {
            return width + (dark ? "-dark" : "-light");
        }
    }

    void look(Look look) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", look.width, "height", look.height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", look.dark ? "dark" : "light"))));
    }

    /** Opens an address from scratch. */
    void open(URI address) {
        driver.get("about:blank");
        driver.get(address.toString());
    }

    /** What a script in the page gives; an empty text for nothing. */
    Object run(String script, Object... arguments) {
        return Objects.requireNonNullElse(driver.executeScript(script, arguments), "");
    }

    /** Text that the page shows. */
    String text() {
        return String.valueOf(run("return document.body.innerText"));
    }

    /** What axe-core finds serious or critical, one line each. */
    List<String> faults() throws IOException {
        if (!Boolean.TRUE.equals(run("return typeof axe === 'object'"))) {
            try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
                run(new String(Objects.requireNonNull(axe).readAllBytes(), UTF_8));
            }
        }
        Object found = driver.executeAsyncScript(
                "const done = arguments[0];"
                        + "axe.run(document, {resultTypes: ['violations']}).then(result => done(JSON.stringify("
                        + "result.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')"
                        + ".map(v => v.id + ': ' + v.help + ' at ' + v.nodes.map(n => n.target.join(' ') + ' ' + (n.any[0] || n.all[0] || n.none[0] || {}).message).slice(0, 4).join(' and ')))));");
        List<String> faults = new ArrayList<>();
        JSON.readTree(String.valueOf(found)).forEach(fault -> faults.add(fault.asText()));
        return faults;
    }

    /** Keeps a picture of the page among what the build leaves behind. */
    void screenshot(String name) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    /** Addresses that anything was asked of since the start. */
    List<String> asked() throws IOException {
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = JSON.readTree(entry.getMessage()).path("message");
            String method = message.path("method").asText();
            if (method.equals("Network.requestWillBeSent")) {
                asked.add(message.path("params").path("request").path("url").asText());
            } else if (method.equals("Network.webSocketCreated")) {
                asked.add(message.path("params").path("url").asText());
            }
        }
        return asked;
    }

    /** What the page's console called an error since the last look. */
    List<String> errors() {
        errors.clear();
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            if (entry.getLevel().intValue() >= Level.SEVERE.intValue()) {
                errors.add(entry.getMessage());
            }
        }
        return List.copyOf(errors);
    }

    ChromeDriver driver() {
        return driver;
    }

    @Override
    public void close() {
        driver.quit();
    }
}
