package textmill.models.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow.Subscription;
import org.junit.jupiter.api.Test;

class ReceivedBodyTest {
    private final Asked asked = new Asked();
    private final ReceivedBody body = new ReceivedBody();

    /** What the client is asked for. */
    private static final class Asked implements Subscription {
        private long lists;
        private boolean cancelled;

        @Override
        public void request(long count) {
            lists += count;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    @Test
    void shouldGiveAllThatCameBeforeItTellsOfABreak() throws IOException {
        // Given a reader that comes after the break
        body.onSubscribe(asked);
        body.onNext(List.of(bytes("ab"), bytes(""), bytes("c")));
        body.onNext(List.of(bytes("d")));
        body.onError(new IOException("cut"));

        // When, Then
        assertThat(body.readNBytes(4)).asString(UTF_8).isEqualTo("abcd");
        assertThatThrownBy(body::read).isInstanceOf(IOException.class).hasMessage("cut");
        assertThatThrownBy(body::read).isInstanceOf(IOException.class).hasMessage("cut");
    }

    @Test
    void shouldEndWithTheAnswerAndAskForAsManyListsAsWereRead() throws IOException {
        // Given
        body.onSubscribe(asked);
        long ahead = asked.lists;
        body.onNext(List.of(bytes("ab")));
        body.onNext(List.of(bytes("\u00ff")));
        body.onComplete();

        // When, Then
        assertThat(body.readAllBytes()).isEqualTo(new byte[] {'a', 'b', (byte) 0xc3, (byte) 0xbf});
        assertThat(body.read()).isEqualTo(-1);
        assertThat(asked.lists).isEqualTo(ahead + 2);
    }

    @Test
    void shouldEndTheAnswerAndWhoWaitsForItWhenItIsClosed() {
        // Given
        body.onSubscribe(asked);

        // When
        body.close();

        // Then
        assertThat(asked.cancelled).isTrue();
        assertThatThrownBy(body::read).isInstanceOf(IOException.class).hasMessage("closed");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
