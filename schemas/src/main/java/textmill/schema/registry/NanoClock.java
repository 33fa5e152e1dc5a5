package textmill.schema.registry;

/** {@link System#nanoTime()}, replaceable in tests. */
@FunctionalInterface
interface NanoClock {
    long nanoTime();
}
