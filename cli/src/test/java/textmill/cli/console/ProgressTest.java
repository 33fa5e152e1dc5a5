package textmill.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicLong now = new AtomicLong();

    private Terminal terminal(boolean watched) {
        return new Terminal(OutputStream.nullOutputStream(), err, new Terminal.Looks(Style.PLAIN, 80, false, watched));
    }

    private String shown() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldShowRateAndTimeLeftOverTheLineBefore() {
        try (Progress progress = new Progress(terminal(true), "texts", 1_000, now::get)) {
            now.set(TimeUnit.SECONDS.toNanos(2));
            progress.at(40, 100);
            now.set(TimeUnit.SECONDS.toNanos(20));
            progress.at(2_000, 500);
        }
        assertThat(shown())
                .isEqualTo(
                        "\r40 texts  20/s  10 %  18 s left\u001b[K\r2,000 texts  100/s  50 %  20 s left\u001b[K\r\u001b[K");
    }

    @Test
    void shouldNotWriteOftenerThanEyesRead() {
        Progress progress = new Progress(terminal(true), "texts", 1_000, now::get);
        for (int i = 0; i < 1_000; i++) {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
            progress.at(i, i);
        }
        assertThat(shown().chars().filter(c -> c == '\r').count()).isEqualTo(4);
    }

    @Test
    void shouldSayNothingOfTheTimeLeftWhereTheEndIsNotKnown() {
        Progress progress = new Progress(terminal(true), "texts", Progress.UNKNOWN, now::get);
        now.set(TimeUnit.SECONDS.toNanos(1));
        progress.at(7, 70);
        assertThat(shown()).isEqualTo("\r7 texts  7/s\u001b[K");
    }

    @Test
    void shouldBeSilentWhereStderrIsNoTerminal() {
        try (Progress progress = new Progress(terminal(false), "texts", 1_000, now::get)) {
            now.set(TimeUnit.SECONDS.toNanos(9));
            progress.at(1, 1);
        }
        assertThat(shown()).isEmpty();
    }

    @Test
    void shouldMakeWayForANote() {
        Terminal terminal = terminal(true);
        Progress progress = new Progress(terminal, "texts", Progress.UNKNOWN, now::get);
        now.set(TimeUnit.SECONDS.toNanos(1));
        progress.at(7, 7);
        terminal.note("look");
        assertThat(shown()).isEqualTo("\r7 texts  7/s\u001b[K\r\u001b[Klook\n");
    }

    @Test
    void shouldWriteTimesAsPeopleReadThem() {
        assertThat(Progress.time(59)).isEqualTo("59 s");
        assertThat(Progress.time(187)).isEqualTo("3:07 min");
        assertThat(Progress.time(7_500)).isEqualTo("2:05 h");
    }
}
