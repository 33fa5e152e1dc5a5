package textmill.runtime.model;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A model cannot be used. The message is one line: the file, what was expected, what was found, what to do. */
public class ModelException extends RuntimeException {
    /**
     * Without an underlying exception.
     *
     * @param file the file or directory at fault
     * @param expected what a usable model has there
     * @param found what is there
     * @param remedy what the user can do about it
     */
    public ModelException(Path file, String expected, String found, String remedy) {
        this(file, expected, found, remedy, null);
    }

    /**
     * With the exception that revealed it.
     *
     * @param file the file or directory at fault
     * @param expected what a usable model has there
     * @param found what is there
     * @param remedy what the user can do about it
     * @param cause the underlying exception
     */
    public ModelException(Path file, String expected, String found, String remedy, @Nullable Throwable cause) {
        super(oneLine(file + ": expected " + expected + ", found " + found + "; " + remedy), cause);
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }
}
