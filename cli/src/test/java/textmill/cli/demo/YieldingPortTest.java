package textmill.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import textmill.topology.config.ConfigException;

class YieldingPortTest {
    private final ServerSocket other;
    private final YieldingPort port;
    private final List<Integer> tried = new ArrayList<>();

    YieldingPortTest() throws IOException {
        other = listen(0);
        port = new YieldingPort(other.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        other.close();
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    @Test
    void shouldTakeAnyWhereTheUsualOneIsTaken() {
        port.start(tried::add);

        assertThat(tried).containsExactly(0);
        assertThat(port.taken()).hasValue(other.getLocalPort());
    }

    @Test
    void shouldTakeAnyWhereSomebodyIsFaster() throws IOException {
        // Given a port that is free when it is looked at
        other.close();
        List<ServerSocket> faster = new ArrayList<>();

        // When it is taken before the start
        port.start(chosen -> {
            if (chosen != 0) {
                faster.add(listenUnchecked(chosen));
                throw new ConfigException(List.of("cannot listen there"));
            }
            return tried.add(chosen);
        });
        faster.get(0).close();

        // Then
        assertThat(tried).containsExactly(0);
        assertThat(port.taken()).hasValue(other.getLocalPort());
    }

    @Test
    void shouldTellWhatElseIsWrong() throws IOException {
        // Given
        other.close();

        // Then
        assertThatThrownBy(() -> port.start(chosen -> {
                    tried.add(chosen);
                    throw new ConfigException(List.of("no brokers"));
                }))
                .hasMessageContaining("no brokers");
        assertThat(tried).containsExactly(other.getLocalPort());
        assertThat(port.taken()).isEmpty();
    }

    private static ServerSocket listenUnchecked(int port) {
        try {
            return listen(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
