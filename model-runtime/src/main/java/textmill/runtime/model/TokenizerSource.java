package textmill.runtime.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads {@code tokenizer.json}, or makes what would be in it from the {@code vocab.txt} of a BERT model. */
final class TokenizerSource {
    static final String FILE = "tokenizer.json";
    static final String VOCABULARY = "vocab.txt";

    /** A vocabulary's words are names that come once: to look each up among those that came before takes half of the time. */
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build());

    private static final String CLS = "[CLS]";
    private static final String SEP = "[SEP]";
    private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", CLS, SEP, "[MASK]");
    private static final int LONGEST_WORD = 100;

    private TokenizerSource() {}

    static ObjectNode read(Path path) {
        try {
            if (path.endsWith(VOCABULARY)) {
                return wordPieces(path);
            }
            JsonNode tree = JSON.readTree(path.toFile());
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw new ModelException(path, "a Hugging Face tokenizer", "JSON of another kind", ModelFiles.REFETCH);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw new ModelException(
                    path, "a Hugging Face tokenizer", "invalid JSON: " + e.getOriginalMessage(), ModelFiles.REFETCH, e);
        } catch (IOException e) {
            throw ModelFiles.unreadable(path, "a Hugging Face tokenizer", e);
        }
    }

    /** A line a word piece, its number its id; what transformers makes of such a file for BERT and its like. */
    private static ObjectNode wordPieces(Path path) throws IOException {
        ObjectNode tokenizer = JSON.createObjectNode().put("version", "1.0");
        ObjectNode vocabulary = JSON.createObjectNode();
        int id = 0;
        for (String line : Files.readAllLines(path, StandardCharsets.UTF_8)) {
            // A piece that stands there twice has its last line's number, and the lines behind it keep theirs.
            vocabulary.put(line, id++);
        }
        for (String token : List.of("[UNK]", CLS, SEP)) {
            if (!vocabulary.has(token)) {
                throw new ModelException(
                        path,
                        "the vocabulary of a BERT model",
                        "no " + token + " in it",
                        "make a tokenizer.json: AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR)");
            }
        }
        ArrayNode added = tokenizer.putArray("added_tokens");
        for (String token : SPECIAL) {
            if (vocabulary.has(token)) {
                added.add(TokenizerSettings.addedToken(vocabulary.path(token).asInt(), token));
            }
        }
        tokenizer
                .putObject("normalizer")
                .put("type", "BertNormalizer")
                .put("clean_text", true)
                .put("handle_chinese_chars", true)
                .putNull("strip_accents")
                .put("lowercase", true);
        tokenizer.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        tokenizer.set("post_processor", frame(vocabulary));
        tokenizer
                .putObject("decoder")
                .put("type", "WordPiece")
                .put("prefix", "##")
                .put("cleanup", true);
        ObjectNode model = tokenizer.putObject("model");
        model.put("type", "WordPiece")
                .put("unk_token", "[UNK]")
                .put("continuing_subword_prefix", "##")
                .put("max_input_chars_per_word", LONGEST_WORD)
                .set("vocab", vocabulary);
        return tokenizer;
    }

    private static ObjectNode frame(ObjectNode vocabulary) {
        ObjectNode processor = JSON.createObjectNode().put("type", "BertProcessing");
        processor.putArray("sep").add(SEP).add(vocabulary.path(SEP).asInt());
        processor.putArray("cls").add(CLS).add(vocabulary.path(CLS).asInt());
        return processor;
    }
}
