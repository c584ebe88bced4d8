package dev.loopline.internal.process;

import dev.loopline.internal.endpoint.OperatingSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be found out about a process that has ended. */
final class ExitFacts {
    private static final int FIRST_SIGNAL_CODE = 128;
    private static final String ERROR_FILE = "-XX:ErrorFile=";

    /** Those of POSIX that have one number everywhere. */
    private static final Map<Integer, String> SIGNALS = Map.ofEntries(
            Map.entry(1, "SIGHUP"),
            Map.entry(2, "SIGINT"),
            Map.entry(3, "SIGQUIT"),
            Map.entry(4, "SIGILL"),
            Map.entry(5, "SIGTRAP"),
            Map.entry(6, "SIGABRT"),
            Map.entry(8, "SIGFPE"),
            Map.entry(9, "SIGKILL"),
            Map.entry(11, "SIGSEGV"),
            Map.entry(13, "SIGPIPE"),
            Map.entry(14, "SIGALRM"),
            Map.entry(15, "SIGTERM"));

    private ExitFacts() {}

    /** {@return the signal that an exit code stands for, {@code null} if for none} */
    static @Nullable String signal(int code) {
        if (OperatingSystem.current() == OperatingSystem.WINDOWS) {
            return null;
        }
        String known = SIGNALS.get(code - FIRST_SIGNAL_CODE);
        boolean busError = code - FIRST_SIGNAL_CODE == (OperatingSystem.current() == OperatingSystem.LINUX ? 7 : 10);
        return known == null && busError ? "SIGBUS" : known;
    }

    /** {@return the file that a Java virtual machine wrote when it crashed, {@code null} if there is none} */
    static @Nullable Path crashFile(HelperCommand command, long pid, Instant started) {
        String name = "hs_err_pid" + pid + ".log";
        List<Path> candidates = new ArrayList<>();
        for (String word : command.words()) {
            if (word.startsWith(ERROR_FILE)) {
                String path = word.substring(ERROR_FILE.length()).replace("%p", Long.toString(pid));
                candidates.add(command.workingDirectory().resolve(path));
            }
        }
        candidates.add(command.workingDirectory().resolve(name));
        candidates.add(Path.of(System.getProperty("java.io.tmpdir"), name));
        return candidates.stream()
                .filter(file -> isNewer(file, started))
                .findFirst()
                .orElse(null);
    }

    private static boolean isNewer(Path file, Instant started) {
        try {
            return Files.isRegularFile(file)
                    && !Files.getLastModifiedTime(file).toInstant().isBefore(started.minusSeconds(1));
        } catch (IOException e) {
            return false; // it is no more, or nothing for this user: then it says nothing
        }
    }
}
