package textmill.runtime.task.tokenclassification;

/**
 * How labels say where an entity begins and ends.
 */
public enum Scheme {
    /** As the transformers library reads labels: B- begins, I- goes on, every other label is a type of its own. */
    BIO,
    /** Besides, E- goes on and S- begins: an entity from B- to E- is one. */
    BIOES;

    /** A label parted into its type and whether it begins an entity. */
    record Tag(String type, boolean begins) {}

    /** Reads a label. */
    Tag tag(String label) {
        if (label.startsWith("B-")) {
            return new Tag(label.substring(2), true);
        }
        if (label.startsWith("I-") || (this == BIOES && label.startsWith("E-"))) {
            return new Tag(label.substring(2), false);
        }
        if (this == BIOES && label.startsWith("S-")) {
            return new Tag(label.substring(2), true);
        }
        return new Tag(label, false);
    }

    /** What an entity is called whose first label this is: the label without what comes before its first hyphen. */
    static String type(String label) {
        return label.substring(label.indexOf('-') + 1);
    }
}
