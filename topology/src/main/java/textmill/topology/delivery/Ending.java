package textmill.topology.delivery;

import textmill.runtime.engine.Outcome;
import textmill.topology.deadletter.Failure;

/** The one way in which a record ends. Every record has exactly one, and leaves with it in its turn. */
sealed interface Ending {

    /** Every task gave a result. */
    record Results(Outcome.Success success) implements Ending {}

    /** The record had no value: a tombstone to every output. */
    record Tombstone() implements Ending {}

    /** Nothing is written. */
    record Skip() implements Ending {}

    /** The record goes to the dead-letter topic. */
    record DeadLetter(Failure failure) implements Ending {}
}
