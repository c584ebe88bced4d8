package dev.loopline.internal.endpoint;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;

/** Who has a TCP port that a server wants, for its error message. */
public final class PortHolder {
    private static final int MAX_PROCESSES = 32_768;
    private static final int MAX_DESCRIPTORS = 262_144;

    private PortHolder() {}

    /**
     * Describes who has a port.
     *
     * @param address a loopback address and the port
     * @return one who can be named with pid and command where the system lets this user see that, otherwise the command
     *     that tells: {@code held by pid 4711 (python3 serve.py)}
     */
    public static String describe(InetSocketAddress address) {
        int port = address.getPort();
        String remedy =
                switch (OperatingSystem.current()) {
                    case LINUX -> "\"sudo ss -tanp 'sport = :" + port + "'\" tells";
                    case WINDOWS -> "\"netstat -ano -p TCP | findstr :" + port + "\" tells";
                    case MAC, OTHER_UNIX -> "\"sudo lsof -nP -iTCP:" + port + "\" tells";
                };
        List<TcpTable.Row> rows = TcpTable.blocking(address.getAddress(), port);
        if (rows.isEmpty()) {
            return "held by an unknown process; " + remedy;
        }
        TcpTable.Row row = rows.get(0);
        OptionalLong pid = ownerOf(row.inode());
        return pid.isPresent()
                ? "held by " + ProcessName.of(pid.getAsLong())
                : "held by a process of uid " + row.uid() + " that this user may not see; " + remedy;
    }

    private static OptionalLong ownerOf(long inode) {
        Path socket = Path.of("socket:[" + inode + "]");
        int descriptorsLeft = MAX_DESCRIPTORS;
        for (Path process : entries(ProcFs.PROC, "[0-9]*", MAX_PROCESSES)) {
            List<Path> descriptors = entries(process.resolve("fd"), "*", descriptorsLeft);
            if (descriptors.stream().anyMatch(descriptor -> isLinkTo(descriptor, socket))) {
                return OptionalLong.of(Long.parseLong(process.getFileName().toString()));
            }
            descriptorsLeft -= descriptors.size();
        }
        return OptionalLong.empty();
    }

    // None of a process that has just ended or belongs to another user: the message then says that it is not known.
    private static List<Path> entries(Path directory, String glob, int most) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
            Iterator<Path> all = stream.iterator();
            while (entries.size() < most && all.hasNext()) {
                entries.add(all.next());
            }
        } catch (IOException | DirectoryIteratorException e) {
            return entries;
        }
        return entries;
    }

    private static boolean isLinkTo(Path descriptor, Path target) {
        try {
            return Files.readSymbolicLink(descriptor).equals(target);
        } catch (IOException e) {
            return false; // closed in the meantime
        }
    }
}
