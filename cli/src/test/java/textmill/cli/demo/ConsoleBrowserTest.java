package textmill.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import textmill.cli.demo.Browser.Look;
import textmill.events.TextEvent;
import textmill.runtime.engine.EngineConfig;
import textmill.topology.TextmillApp;
import textmill.topology.config.TextmillConfig;

/**
 * The console in a real browser, over the demo's own services: broker, registry, models. Runs where a Chromium and its
 * driver are found; the profile {@code browser} insists on them. Pictures are left in {@code target/console}.
 */
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleBrowserTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int SAMPLE = 120;
    private static final List<String> VIEWS = List.of("flow", "texts", "map", "failures", "models");

    private static @Nullable Services services;
    private static @Nullable Browser browser;
    private static @Nullable URI ours;
    private static @Nullable KafkaProducer<byte[], byte[]> producer;
    private static long sent;

    @BeforeAll
    static void start() throws IOException {
        var installed = Browser.find();
        if (installed.isEmpty()) {
            String missing = "no chromium and chromedriver on the path: the console is not tested in a browser"
                    + " (Debian: apt-get install chromium chromium-driver)";
            System.out.println(missing);
            assumeTrue(Boolean.getBoolean("textmill.browser.required"), missing);
        }
        services = Services.start(
                new DemoOptions(
                        new DemoOptions.Places(0, 0, null),
                        new DemoOptions.Models(
                                "all-minilm-l6-v2",
                                "clinc150-intents",
                                "rtd-small",
                                EngineConfig.defaults().withThreadsAlone(1)),
                        false,
                        false),
                progress -> {});
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", services().backbone().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        ours = services().app().endpoint();
        browser = Browser.start(installed.orElseThrow());
        await().atMost(LIMIT).until(() -> services().app().ready().isUp());
        try (TextSource sample = TextSource.sample(SAMPLE)) {
            for (var item = sample.next(); item != null; item = sample.next()) {
                send(item.text());
            }
        }
        sendRaw("no Avro <b>at all</b>".getBytes(UTF_8));
        await().atMost(LIMIT)
                .until(() -> services().app().counters().outputs() >= SAMPLE
                        && services().app().counters().deadLetters() >= 1);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (producer != null) {
            producer.close();
        }
        if (services != null) {
            services.close();
        }
    }

    private static Services services() {
        return Objects.requireNonNull(services);
    }

    private static Browser browser() {
        return Objects.requireNonNull(browser);
    }

    private static URI view(String name) {
        return services().console().resolve("#/" + name);
    }

    private static void send(String text) {
        sendRaw(Objects.requireNonNull(
                services().serializer().serialize(services().topics().input(), new TextEvent(text, "browser"))));
    }

    private static void sendRaw(byte[] value) {
        producerSend(new ProducerRecord<>(services().topics().input(), value));
    }

    private static void producerSend(ProducerRecord<byte[], byte[]> record) {
        try {
            Objects.requireNonNull(producer).send(record).get();
            sent++;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void open(String view, Look look) {
        browser().look(look);
        browser().open(view(view));
        await().atMost(LIMIT)
                .until(() -> Boolean.TRUE.equals(browser()
                        .run("return document.getElementById('status')?.dataset.now === 'live'"
                                + " && !document.querySelector('[aria-busy]')")));
    }

    private static long count(String selector) {
        return ((Number) browser().run("return document.querySelectorAll(arguments[0]).length", selector)).longValue();
    }

    /** Whatever a test did: the page asked nobody but us, and nothing was wrong in it. */
    @AfterEach
    void shouldNotHaveLeftTheHostNorErred() throws IOException {
        assertThat(browser().asked()).isNotEmpty().allSatisfy(address -> assertThat(address)
                .matches("(" + Objects.requireNonNull(ours) + "|about:|data:|blob:).*"));
        assertThat(browser().errors()).isEmpty();
    }

    @Test
    void shouldShowTheDemosDataOnEveryViewWithoutAFault() throws IOException {
        for (Look look : List.of(Look.LIGHT, Look.DARK, Look.NARROW)) {
            for (String view : VIEWS) {
                open(view, look);
                shouldShowData(view);
                browser().screenshot(view + "-" + look);
                assertThat(browser().faults()).as("%s in %s", view, look).isEmpty();
                assertThat(browser().run("return document.documentElement.scrollWidth <= innerWidth"))
                        .as("%s fits into %s", view, look)
                        .isEqualTo(true);
            }
        }
    }

    private static void shouldShowData(String view) {
        switch (view) {
            case "flow" -> {
                await().atMost(LIMIT).until(() -> browser().text().contains("no lag"));
                assertThat(browser().text())
                        .contains("texts.classifications", "all-minilm-l6-v2", "tokens/s")
                        .containsPattern("[1-9]\\d* since the start");
                assertThat(count(".chart canvas")).isEqualTo(8);
            }
            case "texts" -> {
                assertThat(count(".texts li")).isGreaterThan(30);
                assertThat(count(".texts .shade")).isGreaterThan(3);
                assertThat(count(".texts .nearest")).isGreaterThan(30);
                assertThat(count(".texts .chip.label")).isGreaterThan(30);
            }
            case "map" -> {
                assertThat(browser().text()).contains("texts that were sampled", "others");
                assertThat(browser()
                                .run("const c = document.querySelector('canvas');"
                                        + "const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                                        + "const seen = new Set();"
                                        + "for (let i = 0; i < d.length; i += 4) if (d[i + 3]) seen.add(d[i] + ',' + d[i + 1]);"
                                        + "return seen.size > 5"))
                        .as("something is drawn")
                        .isEqualTo(true);
            }
            case "failures" -> {
                browser().run("document.querySelectorAll('details').forEach(details => details.open = true)");
                await().atMost(LIMIT).until(() -> browser().text().contains("6e 6f 20 41"));
                assertThat(browser().text())
                        .contains(
                                "bad-magic", "dead-letters --replay", "6e 6f 20 41 76 72 6f", "no Avro <b>at all</b>");
            }
            default ->
                assertThat(browser().text())
                        .contains(
                                "all-minilm-l6-v2",
                                "clinc150-intents",
                                "rtd-small",
                                "fingerprint",
                                "Scores, last hour");
        }
    }

    /** The figures are printed for whoever compares them; only the weight does not depend on the machine. */
    @Test
    void shouldWeighLessThanAPicture() {
        for (String view : VIEWS) {
            open(view, Look.LIGHT);
            await().atMost(LIMIT)
                    .until(() -> Boolean.TRUE.equals(
                            browser().run("return performance.getEntriesByName('shown').length > 0")));

            Object shown = browser().run("return Math.round(performance.getEntriesByName('shown')[0].startTime)");
            long bytes = ((Number) browser()
                            .run("return performance.getEntriesByType('navigation')"
                                    + ".concat(performance.getEntriesByType('resource'))"
                                    + ".reduce((all, one) => all + one.encodedBodySize, 0)"))
                    .longValue();

            System.out.printf("console, %s: %d bytes, data shown after %s ms%n", view, bytes, shown);
            assertThat(bytes).as("bytes of %s", view).isBetween(50_000L, 400_000L);
        }
    }

    @Test
    void shouldShowWhatComesWhileItIsOpen() {
        open("texts", Look.LIGHT);
        send("a text that came while the page was open");
        await().atMost(LIMIT).until(() -> browser().text().contains("a text that came while the page was open"));

        open("failures", Look.LIGHT);
        long before = count(".failures li");
        sendRaw(new byte[] {1, 2, 3});
        await().atMost(LIMIT).until(() -> count(".failures li") == before + 1);

        open("map", Look.LIGHT);
        String summary = String.valueOf(browser().run("return document.getElementById('map-help').textContent"));
        send("yet another text for the map");
        await().atMost(LIMIT)
                .until(() -> !summary.equals(browser().run("return document.getElementById('map-help').textContent")));

        open("flow", Look.LIGHT);
        await().atMost(LIMIT).until(() -> browser().text().contains("since the start"));
        send("one more");
        await().atMost(LIMIT)
                .until(() -> Boolean.TRUE.equals(browser()
                        .run("return [...document.querySelectorAll('.diagram .edge output')]"
                                + ".some(o => /^0[.,][1-9]\\/s$|^[1-9].*\\/s$/.test(o.textContent))")));
    }

    @Test
    void shouldShowHostileTextsAsText() {
        // Given
        assertThat(HostileTexts.ALL).hasSize(40);
        long before = services().app().counters().outputs();
        HostileTexts.ALL.forEach(ConsoleBrowserTest::send);
        // More if a text of an earlier test was still on its way.
        await().atMost(LIMIT).until(() -> services().app().counters().outputs() >= before + HostileTexts.ALL.size());

        // When
        open("texts", Look.LIGHT);
        await().atMost(LIMIT).until(() -> {
            browser().open(view("texts"));
            await().atMost(LIMIT).until(() -> count(".texts li") > 30);
            return allShown()
                    .containsAll(HostileTexts.ALL.stream()
                            .map(ConsoleBrowserTest::beginning)
                            .toList());
        });

        // Then nothing of it became anything else
        assertThat(count(
                        ".texts :is(script, img, svg, iframe, style, link, meta, base, form, input, a, object, details,"
                                + " template, math, textarea)"))
                .isZero();
        assertThat(browser().run("return window.pwned === undefined && ({}).pwned === undefined"))
                .isEqualTo(true);

        // And whole, in the sheet
        for (String text : List.of(HostileTexts.ALL.get(39), HostileTexts.ALL.get(0), HostileTexts.ALL.get(36))) {
            browser()
                    .run(
                            "[...document.querySelectorAll('.texts li')].find(li => li.querySelector('.text').textContent"
                                    + " === arguments[0]).querySelector('.open').click()",
                            beginning(text));
            await().atMost(LIMIT).until(() -> HostileTexts.shown(text)
                    .equals(browser().run("return document.querySelector('#sheet .whole .text')?.textContent")));
            browser().run("document.getElementById('sheet').close()");
        }
        assertThat(browser().run("return window.pwned === undefined")).isEqualTo(true);
    }

    @SuppressWarnings("unchecked") // a script's array of strings
    private static List<String> allShown() {
        return (List<String>)
                browser().run("return [...document.querySelectorAll('.texts .text')].map(node => node.textContent)");
    }

    /** A list shows the beginning. */
    private static String beginning(String text) {
        return HostileTexts.shown(text.length() <= 600 ? text : text.substring(0, 600));
    }

    @Test
    void shouldComputeATextOfOnesOwn() {
        open("texts", Look.LIGHT);
        // What other tests sent is through.
        await().atMost(LIMIT).until(() -> services().app().counters().inputs() >= sent);
        long before = services().app().counters().inputs();

        browser().driver().findElement(By.id("try")).sendKeys("what is my <i>account</i> balance", Keys.ENTER);

        await().atMost(LIMIT).until(() -> browser().text().contains("It was written nowhere."));
        assertThat(browser().driver().findElement(By.className("answer")).getText())
                .contains("classifications", "balance", "replaced-tokens", "what is my <i>account</i> balance", " ms");
        assertThat(services().app().counters().inputs()).isEqualTo(before);
    }

    @Test
    void shouldBeUsedWithTheKeyboard() {
        open("map", Look.LIGHT);
        browser().driver().findElement(By.tagName("canvas")).sendKeys(Keys.ARROW_LEFT, Keys.ARROW_UP, Keys.ENTER);
        await().atMost(LIMIT).until(() -> count("#sheet[open] .whole .text") == 1);
        assertThat(browser().driver().findElement(By.id("sheet")).getText()).contains("record", "classifications");

        browser().driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);
        await().atMost(LIMIT).until(() -> count("#sheet[open]") == 0);
        assertThat(browser().run("return document.activeElement.tagName")).isEqualTo("CANVAS");
    }

    /** The last one: afterwards the demo's application is gone. */
    @Test
    @Order(Integer.MAX_VALUE)
    void shouldComeBackAfterARestartAndThenShowNoWordIfToldSo() throws Exception {
        // Given a page
        open("texts", Look.LIGHT);
        URI endpoint = services().app().endpoint();
        Map<String, String> settings = new TreeMap<>(services().settings());
        settings.put("http.port", String.valueOf(endpoint.getPort()));
        settings.put("console.texts", "none");

        // When Textmill goes
        services().app().close();
        await().atMost(LIMIT).until(() -> browser().text().contains("disconnected"));

        // And comes back with other settings
        try (TextmillApp again =
                TextmillApp.start(TextmillConfig.parse(settings), services().engine())) {
            await().atMost(LIMIT)
                    .until(() -> "live".equals(browser().run("return document.getElementById('status').dataset.now")));
            await().atMost(LIMIT).until(() -> again.ready().isUp());
            send("canary-5d1e walks by");
            await().atMost(LIMIT).until(() -> again.counters().outputs() >= 1);
            await().atMost(LIMIT).until(() -> count(".texts li .bar") >= 1);

            // Then
            assertThat(String.valueOf(browser().run("return document.documentElement.outerHTML")))
                    .doesNotContain("canary-5d1e");
            for (String path : List.of(
                    "", "api/flow", "api/texts", "api/text?id=1", "api/map?pipeline=", "api/failures", "api/models")) {
                assertThat(body(endpoint.resolve("/console/" + path))).as(path).doesNotContain("canary-5d1e");
            }
            // Requests that found nobody are errors of the console; nothing else is.
            browser().driver().get("about:blank");
            assertThat(browser().errors()).allSatisfy(error -> assertThat(error).contains("/console/api/"));
        }
    }

    private static String body(URI address) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
