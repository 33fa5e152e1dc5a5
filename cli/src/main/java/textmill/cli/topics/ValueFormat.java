package textmill.cli.topics;

/** How the value of a record holds a text. */
enum ValueFormat {
    /** A record of Textmill's own schema, or of one that the registry has. */
    AVRO,
    /** An object with the text in its field {@code text}. */
    JSON,
    /** The text itself, in UTF-8. */
    STRING
}
