package dev.loopline.internal.endpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
 * @param changed when its name, its links or its attributes changed last
 */
record FileFacts(int mode, long uid, int links, long device, long inode, FileTime changed) {
    static final int OTHERS_ANY = 0077;
    static final int OTHERS_WRITE = 0022;

    private static final int KIND = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int SYMBOLIC_LINK = 0120000;
    private static final int STICKY = 01000;
    private static final int PERMISSIONS = 07777;

    static FileFacts of(Path path, LinkOption... options) throws IOException {
        Map<String, Object> facts = Files.readAttributes(path, "unix:mode,uid,nlink,dev,ino,ctime", options);
        return new FileFacts(
                number(facts, "mode").intValue(),
                Integer.toUnsignedLong(number(facts, "uid").intValue()),
                number(facts, "nlink").intValue(),
                number(facts, "dev").longValue(),
                number(facts, "ino").longValue(),
                (FileTime) Objects.requireNonNull(facts.get("ctime"), "ctime"));
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

    /** {@return whether it is the same file, and was there all the time: a file that is moved away and back is changed} */
    boolean isUnchanged(FileFacts other) {
        return isSameFile(other) && changed.equals(other.changed);
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
