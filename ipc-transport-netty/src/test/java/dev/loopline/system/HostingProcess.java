package dev.loopline.system;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.loopline.process.HelperProcess;
import dev.loopline.process.HelperState;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A process with {@link HelpingProcess}es, of each of which it prints the process id and when it has got where it should. It goes
 * on until it is killed or its standard input ends, which makes it exit.
 */
final class HostingProcess {
    private HostingProcess() {}

    /**
     * Hosts.
     *
     * @param args one for each helper: its name, how far to go with it, and its words, all with commas between
     */
    public static void main(String[] args) throws IOException {
        for (String arg : args) {
            String[] parts = arg.split(",", -1);
            String[] words = Arrays.copyOfRange(parts, 2, parts.length);
            Thread thread = new Thread(() -> host(parts[0], parts[1], words), parts[0]);
            thread.setDaemon(true);
            thread.start();
        }
        try (InputStream in = System.in) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        System.exit(0);
    }

    private static void host(String name, String upTo, String... words) {
        if (upTo.equals("start")) {
            start(name, words);
            return;
        }
        try {
            byHand(name, upTo, words);
        } catch (IOException | InterruptedException e) {
            System.err.println(name + ": " + e);
        }
    }

    private static void start(String name, String... words) {
        HelperProcess helper = HelperProcess.java(HelpingProcess.class)
                .jvmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m")
                .jvmOptions(ChildJvm.NATIVE_ACCESS.toArray(String[]::new))
                .arguments(words)
                .name(name)
                .onStateChange(change -> {
                    if (change.state() == HelperState.STARTING) {
                        System.out.println(name + " pid " + change.pid());
                    }
                })
                .start(Duration.ofSeconds(60));
        System.out.println(helper.name() + " there");
    }

    /** What a host does, one step after the other and no further. */
    private static void byHand(String name, String step, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HelpingProcess.class.getName()));
        command.addAll(List.of(words));
        Process child = new ProcessBuilder(command)
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        System.out.println(name + " pid " + child.pid());
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            if (!step.equals("before-the-line")) {
                String line =
                        "loopline1 host=127.0.0.1 port=" + listening.getLocalPort() + " endpoint=" + "0".repeat(32)
                                + " token_id=" + "0".repeat(16) + " token=" + "0".repeat(64) + " pid="
                                + ProcessHandle.current().pid() + " name=thumbs\n";
                child.getOutputStream().write(line.getBytes(US_ASCII));
                child.getOutputStream().flush();
            }
            if (step.equals("in-the-handshake")) {
                try (Socket accepted = listening.accept()) {
                    accepted.getInputStream().readNBytes(160);
                    System.out.println(name + " there");
                    new CountDownLatch(1).await();
                }
            }
            System.out.println(name + " there");
            new CountDownLatch(1).await();
        }
    }
}
