package textmill.runtime.task;

/** What one head made of one text. Each kind of task has its own, in its folder. */
public interface TaskResult {
    /** The same result in arrays of its own: results own their arrays, and a text's result may be wanted twice. */
    TaskResult copy();

    /** About how many bytes its arrays hold: what a cache charges for it. */
    long bytes();
}
