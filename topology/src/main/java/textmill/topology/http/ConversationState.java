package textmill.topology.http;

/** Whose turn it is in a {@link Conversation}. */
enum ConversationState {
    /** Nothing of the next request has come. */
    IDLE,
    /** A part of it has. */
    READING,
    /** It is our turn. */
    COMPUTING,
    /** The client has not taken the whole answer. */
    ANSWERING,
    /** The answer goes on. */
    STREAMING,
    /** All is said; the client may close, or is closed soon. Closing at once could take away what it has not read yet. */
    LEAVING,
    /** Over. */
    ENDED
}
