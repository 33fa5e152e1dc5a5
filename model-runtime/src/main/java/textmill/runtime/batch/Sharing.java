package textmill.runtime.batch;

/** Which texts a batch may hold, so that each gives what it gives alone. */
public enum Sharing {
    /** Any: neither padding nor neighbours change a result. */
    ANY_TEXTS("any texts"),
    /** Texts of one length: there is no padding. */
    EQUAL_LENGTHS("texts of one length"),
    /** Texts whose rows have one width: each has the same padding in every batch. */
    EQUAL_WIDTHS("texts of one width"),
    /** One. */
    ONE_TEXT("one text");

    private final String text;

    Sharing(String text) {
        this.text = text;
    }

    /** For people: {@code any texts}, {@code texts of one length}, {@code texts of one width} or {@code one text}. */
    public String text() {
        return text;
    }
}
