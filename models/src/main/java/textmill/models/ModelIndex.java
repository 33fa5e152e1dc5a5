package textmill.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The files of one bundled model, as its {@code files.sha256} lists them: the format of {@code sha256sum}, with a third
 * column for a file whose content is a class path resource of another name.
 *
 * @param name of the model
 * @param files what belongs to it
 * @param version hash over the index: another version is unpacked beside, never over
 */
record ModelIndex(String name, List<Entry> files, String version) {
    private static final String ROOT = "/textmill/models/";
    private static final int VERSION_DIGITS = 16;

    /**
     * One file.
     *
     * @param path relative to the model's directory
     * @param sha256 hash of its content
     * @param resource absolute class path name of its content
     */
    record Entry(String path, String sha256, String resource) {
        InputStream open() throws IOException {
            InputStream in = ModelIndex.class.getResourceAsStream(resource);
            if (in == null) {
                throw new IOException("no resource " + resource + " on the class path");
            }
            return in;
        }
    }

    static String resource(String name) {
        return ROOT + name + "/files.sha256";
    }

    static boolean exists(String name) {
        return ModelIndex.class.getResource(resource(name)) != null;
    }

    static ModelIndex read(String name) {
        try (InputStream in = ModelIndex.class.getResourceAsStream(resource(name))) {
            if (in == null) {
                throw new IOException("no resource " + resource(name));
            }
            byte[] bytes = in.readAllBytes();
            List<Entry> files = new ArrayList<>();
            for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
                if (!line.isBlank()) {
                    files.add(entry(name, line));
                }
            }
            String version = HexFormat.of().formatHex(sha256().digest(bytes)).substring(0, VERSION_DIGITS);
            return new ModelIndex(name, List.copyOf(files), version);
        } catch (IOException e) {
            throw new BundledModelException("model " + name + ": its index cannot be read: " + e.getMessage(), e);
        }
    }

    private static Entry entry(String name, String line) throws IOException {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns.length < 2 || columns.length > 3) {
            throw new IOException("expected 'sha256  path [resource]', found '" + line + "'");
        }
        String path = columns[1].startsWith("*") ? columns[1].substring(1) : columns[1];
        if (path.startsWith("/") || List.of(path.split("/", -1)).contains("..")) {
            throw new IOException("expected a path inside the model's directory, found '" + path + "'");
        }
        return new Entry(path, columns[0], columns.length == 3 ? columns[2] : ROOT + name + "/" + path);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
