package dev.loopline.internal.endpoint;

import java.util.Optional;

/** Processes as error messages name them. */
public final class ProcessName {
    private static final int MAX_CHARS = 160;
    private static final int TAIL_CHARS = 100; // main class and arguments come after a long class path

    private ProcessName() {}

    /**
     * Names a process.
     *
     * @param pid its process id
     * @return the pid and, where this user may see it, the shortened command: {@code pid 4711 (python3 serve.py)}
     */
    public static String of(long pid) {
        Optional<String> command = ProcessHandle.of(pid)
                .map(ProcessHandle::info)
                .flatMap(info -> info.commandLine().or(info::command));
        return "pid " + pid
                + command.map(text -> " (" + shortened(printable(text)) + ")").orElse("");
    }

    private static String shortened(String text) {
        if (text.length() <= MAX_CHARS) {
            return text;
        }
        return text.substring(0, MAX_CHARS - TAIL_CHARS) + " ... " + text.substring(text.length() - TAIL_CHARS);
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
