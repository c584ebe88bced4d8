package dev.loopline.examples.demo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Ways to run a process that is refused what it may not read. */
final class Unprivileged {
    private Unprivileged() {}

    /**
     * {@return the command to put before that of the process: root reads everything unless it gives that right away}
     *
     * @param locked what must not be readable
     */
    static List<String> wrapper(Path locked) {
        if (!Files.isReadable(locked)) {
            return List.of();
        }
        assumeTrue(Files.exists(Path.of("/usr/bin/setpriv")), "root needs setpriv to be refused a file");
        return List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all");
    }
}
