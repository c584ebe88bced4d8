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
 * A process with a {@link HelpingProcess}, whose process id it prints, and how far it got. It goes on until it is killed or its
 * standard input ends, which makes it exit.
 */
final class HostingProcess {
    private HostingProcess() {}

    /**
     * Hosts.
     *
     * @param args up to where to go, and the words for the helper
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        String[] words = Arrays.copyOfRange(args, 1, args.length);
        switch (args[0]) {
            case "before-the-line", "before-connecting", "in-the-handshake" -> byHand(args[0], words);
            default -> host(words);
        }
        try (InputStream in = System.in) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        System.exit(0);
    }

    private static void host(String... words) {
        Thread starting = new Thread(() -> {
            HelperProcess helper = HelperProcess.java(HelpingProcess.class)
                    .jvmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m")
                    .jvmOptions(ChildJvm.NATIVE_ACCESS.toArray(String[]::new))
                    .arguments(words)
                    .name("thumbs")
                    .output(line -> System.out.println("helper: " + line.text()))
                    .onStateChange(change -> {
                        if (change.state() == HelperState.STARTING) {
                            System.out.println("pid " + change.pid());
                        }
                    })
                    .start(Duration.ofSeconds(60));
            System.out.println("ready " + helper.pid());
        });
        starting.setDaemon(true);
        starting.start();
    }

    /** What a host does, one step after the other and no further. */
    private static void byHand(String step, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HelpingProcess.class.getName()));
        command.addAll(List.of(words));
        Process child = new ProcessBuilder(command).inheritIO().redirectInput(ProcessBuilder.Redirect.PIPE).start();
        System.out.println("pid " + child.pid());
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            if (!step.equals("before-the-line")) {
                String line = "loopline1 host=127.0.0.1 port=" + listening.getLocalPort() + " endpoint=" + "0".repeat(32)
                        + " token_id=" + "0".repeat(16) + " token=" + "0".repeat(64) + " pid="
                        + ProcessHandle.current().pid() + " name=thumbs\n";
                child.getOutputStream().write(line.getBytes(US_ASCII));
                child.getOutputStream().flush();
            }
            if (step.equals("in-the-handshake")) {
                try (Socket accepted = listening.accept()) {
                    System.out.println("bytes " + accepted.getInputStream().readNBytes(160).length);
                    new CountDownLatch(1).await();
                }
            }
            System.out.println("there");
            new CountDownLatch(1).await();
        }
    }
}
