package textmill.runtime.model;

import java.nio.file.Path;

/** A model in order, but without the output that a task reads. */
public final class WrongTaskException extends ModelException {
    WrongTaskException(Path file, String expected, String found) {
        super(file, expected, found, "ask for the task that the model was made for, or export it for this one");
    }
}
