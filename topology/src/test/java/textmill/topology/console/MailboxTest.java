package textmill.topology.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MailboxTest {
    private static final int CAPACITY = 64;
    private static final int ENOUGH = 10_000;
    private static final int THREADS = 4;

    @Test
    void shouldGiveWhatWasPutInInItsOrderAndLetTheRestGo() {
        Mailbox<Integer> box = new Mailbox<>(3);

        for (int i = 0; i < 10; i++) {
            box.offer(i);
        }

        assertThat(box.hasRoom()).isFalse();
        assertThat(box.empty()).containsExactly(0, 1, 2);
        assertThat(box.hasRoom()).isTrue();
        assertThat(box.empty()).isEmpty();
    }

    @Test
    @Timeout(120)
    void shouldGiveEverythingOnceAndNeverMoreThanItHoldsWhoeverPutsIn() throws InterruptedException {
        // Given threads that put something in until enough was taken, whoever of them and of us has to wait for a
        // processor
        Mailbox<Long> box = new Mailbox<>(CAPACITY);
        AtomicBoolean enough = new AtomicBoolean();
        CountDownLatch done = new CountDownLatch(THREADS);
        for (int t = 0; t < THREADS; t++) {
            long first = (long) t << 48;
            Thread thread = new Thread(() -> {
                for (long thing = first; !enough.get(); thing++) {
                    box.offer(thing);
                }
                done.countDown();
            });
            thread.setDaemon(true);
            thread.start();
        }

        // When
        List<Long> taken = new ArrayList<>();
        try {
            while (taken.size() < ENOUGH && !Thread.currentThread().isInterrupted()) {
                List<Long> some = box.empty();
                assertThat(some).hasSizeLessThanOrEqualTo(CAPACITY);
                taken.addAll(some);
            }
        } finally {
            enough.set(true);
        }
        done.await();
        taken.addAll(box.empty());

        // Then
        Set<Long> different = new HashSet<>(taken);
        assertThat(different).hasSameSizeAs(taken).hasSizeGreaterThanOrEqualTo(ENOUGH);
        box.offer(-1L);
        assertThat(box.empty()).containsExactly(-1L);
    }
}
