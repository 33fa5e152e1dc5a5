package textmill.topology.delivery;

import java.util.List;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.TaskResult;
import textmill.topology.deadletter.Failure;

/** The one way in which a record ends. Every record has exactly one, and leaves with it in its turn. */
sealed interface Ending {
    /** In metrics and traces. */
    String word();

    /**
     * Every task gave a result.
     *
     * @param success those of the texts as a whole
     * @param read the same with their windows, where a text was read in windows
     */
    record Results(Outcome.Success success, List<TaskResult> read) implements Ending {
        @Override
        public String word() {
            return "result";
        }
    }

    /** The record had no value: a tombstone to every output. */
    record Tombstone() implements Ending {
        @Override
        public String word() {
            return "tombstone";
        }
    }

    /** Nothing is written. */
    record Skip() implements Ending {
        @Override
        public String word() {
            return "skip";
        }
    }

    /** The record goes to the dead-letter topic. */
    record DeadLetter(Failure failure) implements Ending {
        @Override
        public String word() {
            return "dead-letter";
        }
    }
}
