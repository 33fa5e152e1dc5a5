package textmill.models.hub;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StallGuardTest {
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    @Test
    void shouldNotWaitForEverForTheRestAndKeepWhatCame(@TempDir Path directory) throws Exception {
        // Given a server that falls silent, and a clock that stands until what it sent is here
        Path part = directory.resolve("part");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Socket> accepted = CompletableFuture.supplyAsync(() -> answer(server));
            StallGuard<Path> guard = new StallGuard<>(
                    answer -> new PartWriter(part, StandardOpenOption.TRUNCATE_EXISTING),
                    Duration.ofSeconds(1),
                    () -> part.toFile().length() == "some".length() ? HOUR_NANOS : 0);
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"))
                    .build();

            // When, Then
            assertThatThrownBy(() -> guard.await(HttpClient.newHttpClient().sendAsync(request, guard)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no byte came for a while");
            assertThat(part).hasContent("some");

            // And the connection ends: reading comes to an end too
            try (Socket socket = accepted.get()) {
                socket.getInputStream().readAllBytes();
            }
        }
    }

    private static Socket answer(ServerSocket server) {
        try {
            Socket socket = server.accept();
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nsome".getBytes(US_ASCII));
            return socket;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
