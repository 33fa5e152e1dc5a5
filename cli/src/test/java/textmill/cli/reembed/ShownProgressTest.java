package textmill.cli.reembed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import textmill.cli.console.Style;
import textmill.cli.console.Terminal;

class ShownProgressTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicLong now = new AtomicLong(TimeUnit.HOURS.toNanos(7));

    private void at(ShownProgress shown, long seconds, long left) {
        now.set(TimeUnit.HOURS.toNanos(7) + TimeUnit.SECONDS.toNanos(seconds));
        shown.committed(left);
    }

    @Test
    void shouldSayOnceHowLongItWillTakeWhereNobodyLooks() {
        Terminal log = new Terminal(OutputStream.nullOutputStream(), err, Style.PLAIN, 100);
        try (ShownProgress shown = new ShownProgress(log, now::get)) {
            at(shown, 0, 100_000);
            at(shown, 10, 99_500);
            assertThat(err.toString(UTF_8)).isEmpty();
            at(shown, 25, 99_000);
            at(shown, 26, 98_999);
        }
        assertThat(err.toString(UTF_8)).isEqualTo("textmill reembed: 99,000 records are left, about 41:15 min\n");
    }

    @Test
    void shouldMeasureFromTheBeginningOfWhatIsLeftNow() {
        // Given an earlier run that did most of it, and an end that moves
        Terminal log = new Terminal(OutputStream.nullOutputStream(), err, Style.PLAIN, 100);
        try (ShownProgress shown = new ShownProgress(log, now::get)) {
            at(shown, 100, 40);
            at(shown, 110, 100);
            at(shown, 115, 50);
            assertThat(err.toString(UTF_8)).isEmpty();
            at(shown, 130, 20);
        }
        assertThat(err.toString(UTF_8)).isEqualTo("textmill reembed: 20 records are left, about 5 s\n");
    }
}
