package dev.loopline.internal.endpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What a Unix system tells of a file.
 *
 * @param mode kind and permissions
 * @param uid the owner
 * @param links how many names it has
 * @param device where it is stored
 * @param inode what tells it from the other files there
 */
record FileFacts(int mode, long uid, int links, long device, long inode) {
    static final int OTHERS_ANY = 0077;
    static final int OTHERS_WRITE = 0022;

    private static final int KIND = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int SYMBOLIC_LINK = 0120000;
    private static final int STICKY = 01000;
    private static final int PERMISSIONS = 07777;

    static FileFacts of(Path path, LinkOption... options) throws IOException {
        Map<String, Object> facts = Files.readAttributes(path, "unix:mode,uid,nlink,dev,ino", options);
        return new FileFacts(
                number(facts, "mode").intValue(),
                Integer.toUnsignedLong(number(facts, "uid").intValue()),
                number(facts, "nlink").intValue(),
                number(facts, "dev").longValue(),
                number(facts, "ino").longValue());
    }

    private static Number number(Map<String, Object> facts, String name) {
        return (Number) Objects.requireNonNull(facts.get(name), name);
    }

    boolean isDirectory() {
        return (mode & KIND) == DIRECTORY;
    }

    boolean isRegularFile() {
        return (mode & KIND) == REGULAR;
    }

    boolean isSticky() {
        return (mode & STICKY) != 0;
    }

    boolean isSameFile(FileFacts other) {
        return device == other.device && inode == other.inode;
    }

    String kind() {
        return switch (mode & KIND) {
            case DIRECTORY -> "a directory";
            case REGULAR -> "a regular file";
            case SYMBOLIC_LINK -> "a symbolic link";
            default -> "a special file";
        };
    }

    String permissions() {
        return String.format("%04o", mode & PERMISSIONS);
    }
}
