package dev.loopline.benchmarks;

import dev.loopline.benchmarks.peers.ClientProcess;
import dev.loopline.benchmarks.peers.JvmOptions;
import dev.loopline.benchmarks.peers.ServerProcess;
import dev.loopline.benchmarks.report.Run;
import java.util.List;
import java.util.stream.Collectors;

/** How all that was measured can be started again. Any thread. */
final class Commands {
    private static final String CLASS_PATH = " -cp 'benchmarks/target/benchmarks.jar:benchmarks/target/lib/*' ";

    private Commands() {}

    static List<Run.Command> of(List<String> arguments) {
        String options = String.join(" ", JvmOptions.LIVE);
        String words = arguments.stream().map(Commands::quoted).collect(Collectors.joining(" "));
        return List.of(
                new Run.Command("all of it", ("./ipc bench " + words).strip()),
                new Run.Command("one of them beside Loopline", "./ipc bench --only '(loopline|grpc-java).*'"),
                new Run.Command(
                        "a server by hand, as it was measured; it says its port",
                        "java " + options + CLASS_PATH + ServerProcess.class.getName() + " 'grpc-java, direct' /tmp"),
                new Run.Command(
                        "a client by hand, as it was measured; type 'begin blocking 64 1', later 'end'",
                        "java " + options + CLASS_PATH + ClientProcess.class.getName()
                                + " 'grpc-java, direct' /tmp PORT"));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./=:-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
