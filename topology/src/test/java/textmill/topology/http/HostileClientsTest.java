package textmill.topology.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What clients cannot do to each other and to the process. A limit is short only where a test waits for it: whoever is shown
 * the door elsewhere was not too slow.
 */
@Timeout(300)
class HostileClientsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Site site = new Site();
    private final List<RawClient> clients = new ArrayList<>();
    private OperatorEndpoint endpoint = start(Site.PATIENT);

    private OperatorEndpoint start(EndpointLimits limits) {
        return OperatorEndpoint.start(EndpointSettings.loopback(0), site.pages(), limits);
    }

    /** With other limits than patient ones; before the first client. */
    private void serve(EndpointLimits limits) {
        endpoint.close();
        endpoint = start(limits);
    }

    @AfterEach
    void close() throws IOException {
        site.release.countDown();
        for (RawClient client : clients) {
            client.close();
        }
        endpoint.close();
    }

    static Stream<Arguments> pieces() {
        return Stream.of(
                Arguments.of("", "silent"),
                Arguments.of("G", "one letter"),
                Arguments.of("GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n", "headers"));
    }

    /** Three times as many as there are places, each with a piece of a request. */
    @ParameterizedTest
    @MethodSource("pieces")
    void shouldServeOthersWhileSlowOnesFillEveryPlace(String piece, String name) throws Exception {
        int places = Site.PATIENT.connections();
        for (int i = 0; i < 3 * places; i++) {
            client().send(piece);
            if (i % 16 == 0) {
                assertThat(status("/metrics")).as("after %d of them", i).isEqualTo(200);
            }
        }
        assertThat(status("/metrics")).isEqualTo(200);

        // And those for whom there was no place any more were shown the door
        for (RawClient client : clients.subList(0, 2 * places)) {
            assertThat(client.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("pieces")
    void shouldShowTheDoorToWhoeverAsksSlowly(String piece, String name) throws Exception {
        serve(Site.SHORT_REQUEST);

        assertThat(client().send(piece).rest()).isEmpty();
    }

    @Test
    void shouldNotLetAByteNowAndThenProlongARequest() throws Exception {
        serve(Site.SHORT_REQUEST);
        RawClient client = client().send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n");
        String drop = "X-Drip: 1\r\n";
        AtomicInteger drops = new AtomicInteger();

        // A header every few milliseconds, until the server has had enough
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> {
            drops.incrementAndGet();
            return isRefused(client, drop);
        });

        // Then not because there were too many of them
        assertThat(drops.get() * drop.length()).isLessThan(EndpointLimits.HEADER_BYTES);
        assertThat(statusAtLast("/metrics")).isEqualTo(200);
    }

    private static boolean isRefused(RawClient client, String drop) {
        try {
            client.send(drop);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Where the machine stands before the request is sent, the connection is gone: then by the next one. */
    @Test
    void shouldNotWaitForABodyThatDrips() {
        serve(Site.SHORT_REQUEST);
        String begun = "POST /try HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nbegin";

        await().atMost(LIMIT)
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> assertThat(client().send(begun).rest()).startsWith("HTTP/1.1 408 "));

        assertThat(site.posted).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "5000,0,0,414",
        "10,20000,0,431",
        "10,0,5000,431",
    })
    void shouldRefuseWhatIsTooLong(int path, int header, int headers, int status) throws Exception {
        RawClient client = client().send("GET /" + "a".repeat(path) + " HTTP/1.1\r\nHost: localhost\r\n"
                + (header > 0 ? "X-Long: " + "b".repeat(header) + "\r\n" : "")
                + "X-Many: c\r\n".repeat(headers) + "\r\n");

        assertThat(client.rest()).startsWith("HTTP/1.1 " + status + " ").contains("longer than");
    }

    @ParameterizedTest
    @CsvSource({
        "'\0\1\2\3\r\n\r\n'",
        "'GET\r\n\r\n'",
        "'GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n'",
        "'GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n'",
        "'GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello'",
        "'POST /try HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello'",
        "'GET /metrics HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n'",
    })
    void shouldRefuseWhatIsNotHttp(String bytes) throws Exception {
        assertThat(client().send(bytes).rest()).startsWith("HTTP/1.1 4");
        assertThat(status("/metrics")).isEqualTo(200);
    }

    /** A proxy before us and we must not read two different requests out of the same bytes. */
    @Test
    void shouldNotTakeASecondRequestOutOfTheBodyOfAFirst() throws Exception {
        String first = "POST /try HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n";
        String second = "GET /echo?smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String answers = client().send(first + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + second)
                .rest();

        assertThat(answers).doesNotContain("smuggled");
    }

    @Test
    void shouldAnswerOneRequestOfAConnectionAtATime() throws Exception {
        int many = 100;
        RawClient client = client().send(requests(many));

        String answers = client.until("n" + (many - 1) + "n");
        assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(many + 1);
        assertThat(answers.indexOf("n17n")).isPositive().isLessThan(answers.indexOf("n18n"));
        assertThat(site.mostAtATime).hasValue(1);
    }

    /** More than 128 requests ahead of the answers are nobody's good manners. */
    @Test
    void shouldEndWhoSendsRequestsWithoutEnd() throws Exception {
        serve(Site.SHORT_ANSWER);
        RawClient client = client();
        String requests = requests(2000);
        CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> {
            try {
                while (true) {
                    client.send(requests);
                }
            } catch (IOException e) {
                // Closed, as it should be.
            }
        });

        assertThat(flood).succeedsWithin(LIMIT);
        assertThat(status("/metrics")).isEqualTo(200);
        assertThat(site.mostAtATime.get()).isLessThanOrEqualTo(1);
    }

    private static String requests(int many) {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < many; i++) {
            requests.append("GET /echo?n").append(i).append("n HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        return requests.toString();
    }

    @Test
    void shouldEndThoseThatDoNotTakeTheirAnswers() throws Exception {
        // Answers of 24 times 3 MB, where 8 MB may wait
        for (int i = 0; i < 24; i++) {
            // One that is not cut off and is read below would be kept for its next request otherwise.
            client().send("GET /long HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(status("/metrics")).isEqualTo(200);
        }

        // Then all but the last ones were cut off
        int cut = 0;
        for (RawClient client : clients) {
            cut += client.rest().length() < Site.LONG_BYTES ? 1 : 0;
        }
        assertThat(cut).isGreaterThanOrEqualTo(24 - 2 - 1);
        assertThat(status("/long")).isEqualTo(200);
    }

    @Test
    void shouldAnswerProbesWhileAllOtherPagesBlock() throws Exception {
        int many = Site.PATIENT.waiting() + 2;
        for (int i = 0; i < many; i++) {
            client().get("/blocked");
        }

        assertThat(status("/health/live")).isEqualTo(200);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(status("/metrics")).isEqualTo(503));
        assertThat(status("/health/live")).isEqualTo(200);

        site.release.countDown();
        for (RawClient client : clients) {
            client.until("at last");
        }
        assertThat(status("/metrics")).isEqualTo(200);
    }

    @Test
    void shouldStreamToThoseWhoTakeIt() throws Exception {
        RawClient reader = client().get("/events");
        await().atMost(LIMIT).until(() -> site.streams.size() == 1);
        EventStream stream = site.streams.element();
        AtomicBoolean over = new AtomicBoolean();
        stream.onClose(() -> over.set(true));

        assertThat(stream.send("data: 1\n\n".getBytes(UTF_8))).isTrue();
        assertThat(reader.until("data: 1\n\n")).contains("content-type: text/event-stream");
        assertThat(stream.isOpen()).isTrue();

        // And hears that the reader is gone
        reader.close();
        await().atMost(LIMIT).until(over::get);
        assertThat(stream.isOpen()).isFalse();
        assertThat(stream.send(new byte[1])).isFalse();
    }

    @Test
    void shouldDropTheEventsOfASlowReaderAndThenTheReader() throws Exception {
        serve(Site.SHORT_ANSWER);
        RawClient reader = client().get("/events");
        await().atMost(LIMIT).until(() -> site.streams.size() == 1);
        EventStream stream = site.streams.element();

        // When events go on after the machine's buffers are full
        byte[] event = new byte[64 << 10];
        AtomicLong taken = new AtomicLong();

        // Then they are not queued, and after a while the connection ends
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(1)).until(() -> {
            taken.addAndGet(stream.send(event) ? event.length : 0);
            return !stream.isOpen();
        });
        assertThat(taken.get())
                .as("bytes taken for a reader that reads nothing")
                .isLessThan(64L << 20);
        assertThat(reader.rest()).contains("text/event-stream");
    }

    @Test
    void shouldLeaveMostPlacesToThoseWhoDoNotStream() throws Exception {
        int streams = Site.PATIENT.connections() / 4;
        for (int i = 0; i < streams; i++) {
            client().get("/events");
        }
        await().atMost(LIMIT).until(() -> site.streams.size() == streams);

        assertThat(client().get("/events").rest()).startsWith("HTTP/1.1 503 ");
        for (int i = 0; i < 2 * Site.PATIENT.connections(); i++) {
            client().send("GET");
        }
        assertThat(status("/metrics")).isEqualTo(200);
        assertThat(site.streams).allMatch(EventStream::isOpen);
    }

    private RawClient client() throws IOException {
        RawClient client = new RawClient(endpoint.address());
        clients.add(client);
        return client;
    }

    /** What a client of good manners gets, on a connection of its own. */
    private int status(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(endpoint.address().resolve(path))
                                .timeout(LIMIT)
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .statusCode();
    }

    /** The same where it may miss a limit that is short for others: what it gets at last. */
    private int statusAtLast(String path) {
        return await().atMost(LIMIT)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> status(path), status -> true);
    }
}
