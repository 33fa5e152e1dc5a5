package textmill.cli.console;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import org.jspecify.annotations.Nullable;

/**
 * Where results go. A file gets them under a name of its own beside it, and its own name once they are complete: whoever
 * looks finds what was there before or the whole, and a run that breaks off leaves the file as it was. Standard output,
 * devices and pipes are written as they are. Not thread-safe.
 */
public final class ResultFile implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int LINKS_FOLLOWED = 40;

    private final String name;
    private final WatchedOutput stream;
    private final @Nullable Replacement replacement;
    private final Terminal terminal;

    private ResultFile(String name, WatchedOutput stream, @Nullable Replacement replacement, Terminal terminal) {
        this.name = name;
        this.stream = stream;
        this.replacement = replacement;
        this.terminal = terminal;
    }

    /** A file under construction. */
    private record Replacement(Path part, Path target, FileChannel channel) {}

    /** Standard output. */
    public static ResultFile standard(Terminal terminal) {
        return new ResultFile("stdout", terminal.results(), null, terminal);
    }

    /**
     * Opens a file by its name.
     *
     * @throws CliException if it cannot be written
     */
    public static ResultFile open(String name, Terminal terminal) throws IOException {
        Path target = followed(Path.of(name));
        if (Files.isSymbolicLink(target) && !leadsToADescriptor(target)) {
            throw CliException.usage("output " + name + ": its symbolic links lead in a circle, expected a file");
        }
        if (Files.isDirectory(target)) {
            throw CliException.usage("output " + name + ": is a directory, expected a file");
        }
        if (leadsToADescriptor(target) || (Files.exists(target) && !Files.isRegularFile(target))) {
            return direct(name, target, terminal);
        }
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw CliException.usage("output " + name + ": there is no directory " + directory);
        }
        if (Files.exists(target) && !Files.isWritable(target)) {
            throw CliException.usage("output " + name + ": it may not be written");
        }
        return replacing(name, target, terminal);
    }

    private static ResultFile direct(String name, Path target, Terminal terminal) throws IOException {
        // Appends where it leads to a file that the shell has opened: that file's beginning is the shell's.
        StandardOpenOption how = Files.isRegularFile(target) ? StandardOpenOption.APPEND : StandardOpenOption.WRITE;
        WatchedOutput stream =
                WatchedOutput.to(target, new BufferedOutputStream(Files.newOutputStream(target, how), BUFFER_BYTES));
        return new ResultFile(name, stream, null, terminal);
    }

    private static ResultFile replacing(String name, Path target, Terminal terminal) {
        Path part = target.resolveSibling(
                target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            // One that is there was left by a process of the same number that was killed.
            Files.deleteIfExists(part);
            FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            WatchedOutput stream =
                    new WatchedOutput(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES));
            return new ResultFile(name, stream, new Replacement(part, target, channel), terminal);
        } catch (IOException e) {
            throw CliException.usage(
                    "output " + name + ": expected to write " + part + " beside it first, found " + cause(e)
                            + "; name a file in a directory that may be written, or redirect stdout",
                    e);
        }
    }

    private static String cause(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    /** The file at the end of symbolic links, which may not be there yet: the links stay. */
    private static Path followed(Path path) throws IOException {
        Path file = path;
        for (int i = 0; i < LINKS_FOLLOWED && Files.isSymbolicLink(file) && !leadsToADescriptor(file); i++) {
            file = file.resolveSibling(Files.readSymbolicLink(file));
        }
        return file;
    }

    /** True for {@code /dev/stdout}, {@code /dev/fd/3} and the like, which name an open stream and not a file. */
    private static boolean leadsToADescriptor(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.startsWith("/dev") || absolute.startsWith("/proc");
    }

    /** Where to write; see {@link #complete}. */
    public WatchedOutput stream() {
        return stream;
    }

    /** The failure that a failed write is. */
    public CliException failed(IOException e) {
        return CliException.fault("cannot write to " + name + ": " + cause(e) + "; the results there are not complete");
    }

    /** Everything was written: the file takes its name. */
    public void complete() throws IOException {
        stream.flush();
        if (replacement == null) {
            return;
        }
        replacement.channel.force(true);
        replacement.channel.close();
        keepPermissions(replacement);
        Files.move(
                replacement.part,
                replacement.target,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static void keepPermissions(Replacement file) throws IOException {
        PosixFileAttributeView old = Files.getFileAttributeView(file.target, PosixFileAttributeView.class);
        if (old == null || !Files.exists(file.target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        PosixFileAttributeView made = Files.getFileAttributeView(file.part, PosixFileAttributeView.class);
        var attributes = old.readAttributes();
        if (!made.readAttributes().owner().equals(attributes.owner())
                || !made.readAttributes().group().equals(attributes.group())) {
            try {
                made.setGroup(attributes.group());
                made.setOwner(attributes.owner());
            } catch (IOException e) {
                // Only root may give files away; the file then belongs to whoever made it anew.
            }
        }
        made.setPermissions(attributes.permissions());
    }

    /** Tells where the results are that an unfinished run leaves behind; an empty file is none. */
    @Override
    public void close() throws IOException {
        if (replacement == null) {
            return;
        }
        boolean unfinished = Files.exists(replacement.part);
        replacement.channel.close();
        if (unfinished && Files.size(replacement.part) == 0) {
            Files.delete(replacement.part);
        } else if (unfinished) {
            terminal.note("textmill: " + name + " is as it was; the results so far are in " + replacement.part);
        }
    }
}
