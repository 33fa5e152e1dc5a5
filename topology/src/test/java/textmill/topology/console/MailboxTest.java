package textmill.topology.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class MailboxTest {

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
    void shouldGiveEverythingOnceAndNeverMoreThanItHoldsWhoeverPutsIn() throws InterruptedException {
        // Given
        Mailbox<Integer> box = new Mailbox<>(64);
        int threads = 4;
        int each = 50_000;
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            int first = t * each;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    box.offer(first + i);
                }
                done.countDown();
            });
            thread.setDaemon(true);
            thread.start();
        }

        // When
        List<Integer> taken = new ArrayList<>();
        while (done.getCount() > 0) {
            List<Integer> some = box.empty();
            assertThat(some).hasSizeLessThanOrEqualTo(64);
            taken.addAll(some);
        }
        taken.addAll(box.empty());

        // Then
        Set<Integer> different = new HashSet<>(taken);
        assertThat(different).hasSameSizeAs(taken).hasSizeGreaterThan(64);
        box.offer(-1);
        assertThat(box.empty()).containsExactly(-1);
    }
}
