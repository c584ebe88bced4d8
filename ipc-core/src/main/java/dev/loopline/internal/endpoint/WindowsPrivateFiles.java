package dev.loopline.internal.endpoint;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Private files by access control lists that allow this user and nobody else. */
final class WindowsPrivateFiles extends PrivateFiles {
    private final UserPrincipal me;
    private final boolean permissions;

    WindowsPrivateFiles(UserPrincipal me, boolean permissions) {
        this.me = me;
        this.permissions = permissions;
    }

    static UserPrincipal currentUser() throws IOException {
        // With the domain where the system tells it, since a local user may have the same name.
        String name = ProcessHandle.current().info().user().orElse(System.getProperty("user.name", ""));
        return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name);
    }

    @Override
    public String userName() {
        String name = me.getName();
        return name.substring(name.lastIndexOf('\\') + 1);
    }

    @Override
    FileAttribute<?> ofNewDirectory() {
        return onlyMe(EnumSet.of(AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT));
    }

    @Override
    FileAttribute<?> ofNewFile() {
        return onlyMe(EnumSet.noneOf(AclEntryFlag.class));
    }

    // Given at creation: a list set afterwards would leave a moment in which the inherited one counts.
    private FileAttribute<List<AclEntry>> onlyMe(Set<AclEntryFlag> flags) {
        List<AclEntry> entries = List.of(AclEntry.newBuilder()
                .setType(AclEntryType.ALLOW)
                .setPrincipal(me)
                .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                .setFlags(flags)
                .build());
        return new FileAttribute<>() {
            @Override
            public String name() {
                return "acl:acl";
            }

            @Override
            public List<AclEntry> value() {
                return entries;
            }
        };
    }

    @Override
    public Object checkDirectory(Path directory) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(directory, BasicFileAttributes.class, NOFOLLOW_LINKS);
        if (!attributes.isDirectory() || attributes.isOther()) {
            throw new UnsafePathException(directory, "is a link or a file (expected: a directory)");
        }
        requireMine(directory);
        return directory.toRealPath();
    }

    @Override
    public Object checkFile(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
        if (!attributes.isRegularFile() || attributes.isOther()) {
            throw new UnsafePathException(file, "is a link or a directory (expected: a regular file)");
        }
        requireMine(file);
        return attributes.creationTime();
    }

    private void requireMine(Path path) throws IOException {
        if (!permissions) {
            return;
        }
        AclFileAttributeView view = Files.getFileAttributeView(path, AclFileAttributeView.class, NOFOLLOW_LINKS);
        if (view == null) {
            throw new UnsafePathException(path, "is on a file system without access control (expected: NTFS or such)");
        }
        for (AclEntry entry : view.getAcl()) {
            if (entry.type() == AclEntryType.ALLOW && !entry.principal().equals(me)) {
                throw new UnsafePathException(
                        path,
                        "is open to " + entry.principal().getName() + " (expected: only to " + me.getName() + ")");
            }
        }
    }

    @Override
    public boolean isSameFile(Object first, Object second) {
        return first.equals(second);
    }

    @Override
    boolean isUnchanged(Object first, Object second) {
        return first.equals(second);
    }

    @Override
    SeekableByteChannel open(Path directory, Object checked, String name) throws IOException {
        return Files.newByteChannel(directory.resolve(name), FOR_READING);
    }
}
