package textmill.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * What the reference implementation made of one text.
 *
 * @param line line in the golden file, from 1
 * @param json its fields
 */
record GoldenText(int line, JsonNode json) {
    static List<GoldenText> read(String model) {
        ObjectMapper mapper = new ObjectMapper();
        List<GoldenText> texts = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(TestModels.resource("/golden/" + model + ".jsonl.gz"))),
                StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                texts.add(new GoldenText(texts.size() + 1, mapper.readTree(line)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    String text() {
        return json.path("text").asText();
    }

    int[] ids() {
        int[] ids = new int[json.path("ids").size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = json.path("ids").path(i).asInt();
        }
        return ids;
    }

    /** Start (0) or end (1) of every token. */
    int[] offsets(int side) {
        JsonNode offsets = json.path("offsets");
        int[] values = new int[offsets.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = offsets.path(i).path(side).asInt();
        }
        return values;
    }

    float[] floats(String field) {
        JsonNode array = json.path(field);
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.path(i).asDouble();
        }
        return values;
    }

    @Override
    public String toString() {
        return "golden text " + line;
    }
}
