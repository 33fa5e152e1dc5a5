package textmill.topology.anomaly;

/** A single score of a text; the higher, the more unusual. */
public enum Part {
    /** Mean probability of the tokens to have been replaced: how wrong the text reads. */
    REPLACED("replaced"),

    /** Mean log-odds of the tokens to have been replaced: the same where all probabilities are small. */
    REPLACED_ODDS("replaced-odds"),

    /** Cosine distance to the k-th nearest of the key's recent normal texts: how far off topic it is. */
    DISTANCE("distance"),

    /** The distance against that of the texts around it to their own: how far off it is where texts lie so close or so far. */
    RELATIVE_DISTANCE("relative-distance"),

    /** Share of tokens that go on inside a word: words that the model's vocabulary does not know. */
    FRAGMENTS("fragments"),

    /** Mean surprise of the text's letter triples among those of the key's recent texts. */
    LETTERS("letters"),

    /** How much rarer, or newer, the text's words are among the key's than in English: what else it is about. */
    WORDS("words"),

    /** How far the text's shares of capitals, digits and marks are from those of the key's recent texts. */
    CHARACTERS("characters"),

    /** How many of the words and marks it has by which advertisements are told from other texts. */
    ADVERTISING("advertising"),

    /** Probability of belonging to none of a classifier's labels, or else the entropy of its labels. */
    CLASSIFIER("classifier");

    private final String text;

    Part(String text) {
        this.text = text;
    }

    /** Its place in arrays with a number for each. */
    @SuppressWarnings("EnumOrdinal") // what is saved begins with the version of its form
    int place() {
        return ordinal();
    }

    /** Its name in results. */
    public String text() {
        return text;
    }
}
