package dev.loopline.internal.endpoint;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Private files by owner and mode. */
final class PosixPrivateFiles extends PrivateFiles {
    private final OwnUser me;
    private final boolean permissions;

    PosixPrivateFiles(OwnUser me, boolean permissions) {
        this.me = me;
        this.permissions = permissions;
    }

    @Override
    FileAttribute<?> ofNewDirectory() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    }

    @Override
    FileAttribute<?> ofNewFile() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }

    @Override
    public String userName() {
        return Long.toString(me.uid());
    }

    @Override
    public Object checkDirectory(Path directory) throws IOException {
        Object key = Files.readAttributes(directory, BasicFileAttributes.class, NOFOLLOW_LINKS)
                .fileKey();
        FileFacts facts = FileFacts.of(directory, NOFOLLOW_LINKS);
        if (!facts.isDirectory()) {
            throw new UnsafePathException(directory, "is " + facts.kind() + " (expected: a directory)");
        }
        requireMine(directory, facts, "chmod 700");
        checkAncestors(directory, facts);
        Path real = directory.toRealPath();
        if (!real.equals(directory)) {
            checkAncestors(real, facts);
        }
        return key;
    }

    // Who can write to an ancestor can put another directory in the place of this one.
    private void checkAncestors(Path directory, FileFacts own) throws IOException {
        for (Path path = directory.getParent(); path != null; path = path.getParent()) {
            FileFacts facts = FileFacts.of(path);
            if (!me.trusts(facts)) {
                throw new UnsafePathException(
                        directory,
                        path + " above it belongs to uid " + facts.uid() + " (expected: root or " + me.uid() + ")");
            }
            boolean modeMatters = permissions || facts.device() != own.device();
            if (modeMatters && (facts.mode() & FileFacts.OTHERS_WRITE) != 0 && !facts.isSticky()) {
                throw new UnsafePathException(
                        directory,
                        path + " above it has mode " + facts.permissions()
                                + " (expected: not writable by group and others, or sticky)");
            }
        }
    }

    @Override
    public FileFacts checkFile(Path file) throws IOException {
        FileFacts facts = FileFacts.of(file, NOFOLLOW_LINKS);
        if (!facts.isRegularFile()) {
            throw new UnsafePathException(file, "is " + facts.kind() + " (expected: a regular file)");
        }
        requireMine(file, facts, "chmod 600");
        if (facts.links() != 1) {
            throw new UnsafePathException(file, "has " + facts.links() + " hard links (expected: 1)");
        }
        return facts;
    }

    private void requireMine(Path path, FileFacts facts, String remedy) throws UnsafePathException {
        if (facts.uid() == me.uid() && !me.owns(facts)) {
            throw new UnsafePathException(
                    path,
                    "belongs to uid " + facts.uid()
                            + ", which stands for all users that this user namespace does not map"
                            + " (expected: a uid that is mapped)");
        }
        if (!me.owns(facts)) {
            throw new UnsafePathException(path, "belongs to uid " + facts.uid() + " (expected: " + me.uid() + ")");
        }
        if (permissions && (facts.mode() & FileFacts.OTHERS_ANY) != 0) {
            throw new UnsafePathException(
                    path,
                    "has mode " + facts.permissions() + " (expected: nothing for group and others; \"" + remedy
                            + "\" does that, after a look at what is in it)");
        }
    }

    @Override
    public boolean isSameFile(Object first, Object second) {
        return first instanceof FileFacts a && second instanceof FileFacts b && a.isSameFile(b);
    }

    // By the path, since Java cannot ask an open file what it is. A file that was moved away for a moment, so that
    // another
    // one was opened, shows it by the time of its last change.
    @Override
    boolean isUnchanged(Object first, Object second) {
        return first instanceof FileFacts a && second instanceof FileFacts b && a.isUnchanged(b);
    }

    @Override
    SeekableByteChannel open(Path directory, Object checked, String name) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
                return Files.newByteChannel(directory.resolve(name), FOR_READING);
            }
            Object opened = secure.getFileAttributeView(BasicFileAttributeView.class)
                    .readAttributes()
                    .fileKey();
            if (!checked.equals(opened)) {
                throw new UnsafePathException(directory, "was replaced while it was opened (expected: stays the same)");
            }
            return secure.newByteChannel(Path.of(name), FOR_READING);
        }
    }
}
