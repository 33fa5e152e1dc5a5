package textmill.cli.console;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into a wish that the command hears at its next look: it stops in order and the process ends
 * with the exit code that the command returns. A second signal ends the process at once.
 *
 * <p>A shutdown hook could not do this: the exit code would be 128 + signal, and halting out of a hook leaves behind
 * the temporary files that libraries registered for deletion.
 */
public final class StopSignal {
    private static final int KILLED = 128;
    private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final boolean ofProcess;
    private volatile int number = 2;

    private StopSignal(boolean ofProcess) {
        this.ofProcess = ofProcess;
    }

    /** One that hears the signals of this process once it is {@linkplain #install installed}. */
    public static StopSignal ofProcess() {
        return new StopSignal(true);
    }

    /** One that only {@link #stop} sets off, for tests. */
    public static StopSignal manual() {
        return new StopSignal(false);
    }

    /** Listens to the signals of this process from now on. */
    public StopSignal install() {
        if (!ofProcess) {
            return this;
        }
        NUMBERS.forEach(this::handle);
        return this;
    }

    /** {@code sun.misc.Signal} is exported by jdk.unsupported for this use, yet javac warns: hence by reflection. */
    private void handle(String name, int value) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object onSignal = Proxy.newProxyInstance(
                    StopSignal.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        onSignal(value);
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), onSignal);
        } catch (ReflectiveOperationException e) {
            // Not this JVM, or the signal is ignored (nohup) or taken: it then keeps its usual effect.
        }
    }

    private void onSignal(int value) {
        if (stopping()) {
            Runtime.getRuntime().halt(KILLED + value);
        }
        number = value;
        stop();
    }

    /** The exit code of a command that the signal broke off: 130 for Ctrl-C, 143 for SIGTERM. */
    public int exitCode() {
        return KILLED + number;
    }

    /** Asks the command to stop; does not wait. */
    public void stop() {
        stopped.countDown();
    }

    /** True once somebody asked. */
    public boolean stopping() {
        return stopped.getCount() == 0;
    }

    /** Waits at most that long; true if somebody asked. */
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        return stopped.await(timeout, unit);
    }
}
