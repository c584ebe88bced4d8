package dev.loopline.system;

import dev.loopline.IpcConnection;
import dev.loopline.process.HostProcess;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A helper that does as it is told, by words on its command line, one after the other: {@code grandchild} starts a process that
 * sleeps, {@code attach} and {@code ready} are what they say, {@code hang} never returns, {@code stubborn} does not end when it is
 * terminated, {@code detach} attaches and detaches, {@code fail} exits with 7 after a complaint, {@code garbage} and {@code flood} write, {@code echo-events} publishes what it hears, {@code serve} is attach, ready and
 * wait for the host.
 *
 * <p>It serves echo: {@code exit N} exits, {@code hang} never answers, {@code slow N} does after N ms, {@code host x} is called back, {@code pid} and {@code name} tell.
 */
final class HelpingProcess {
    private static final int FLOOD_LINES = 200_000;

    private HelpingProcess() {}

    /**
     * Helps.
     *
     * @param args what to do
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        HostProcess host = null;
        for (String word : args) {
            switch (word) {
                case "grandchild" -> new ProcessBuilder("sleep", "1000").start();
                case "attach" -> host = attach();
                case "detach" ->
                    host = HostProcess.builder()
                            .service(Echoes.echo())
                            .detached("detached/echo")
                            .attach();
                case "echo-events" -> echoEvents(host);
                case "ready" -> host.ready();
                case "hang" -> new CountDownLatch(1).await();
                case "stubborn" ->
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                        System.out.println("not yet");
                        awaitForEver();
                    }));
                case "fail" -> {
                    System.err.println("something is \u001b[31mmissing");
                    System.exit(7);
                }
                case "garbage" -> garbage();
                case "flood" -> flood();
                case "leave" -> host.close();
                case "wait" -> host.awaitHost();
                case "serve" -> {
                    host = attach();
                    host.ready();
                    host.awaitHost();
                }
                default -> throw new IllegalArgumentException(word + " of " + Arrays.toString(args));
            }
        }
    }

    private static HostProcess attach() {
        HostProcess[] host = new HostProcess[1];
        host[0] = HostProcess.builder()
                .service(Echoes.serving((request, call) -> answer(request, host[0], call.connection())))
                .attach();
        return host[0];
    }

    private static EchoMessage answer(EchoMessage request, HostProcess host, IpcConnection caller) {
        String text = Echoes.text(request);
        if (text.startsWith("exit ")) {
            Runtime.getRuntime().halt(Integer.parseInt(text.substring("exit ".length())));
        }
        if (text.equals("hang")) {
            awaitForEver();
        }
        if (text.startsWith("slow ")) {
            pause(Integer.parseInt(text.substring("slow ".length())));
        }
        return switch (text) {
            case "pid" -> Echoes.text(Long.toString(ProcessHandle.current().pid()));
            case "name" -> Echoes.text(host.name());
            default -> text.startsWith("host ") ? Echoes.text(Echoes.call(caller, text)) : request;
        };
    }

    private static void echoEvents(HostProcess host) {
        TopicChannel<EchoMessage> answers = host.topic(Topic.of("answers", EchoMessage.getDefaultInstance()));
        var unused = host.topic(Topic.of("questions", EchoMessage.getDefaultInstance()))
                .subscribe(answers::publish);
    }

    private static void garbage() throws IOException {
        for (FileDescriptor stream : new FileDescriptor[] {FileDescriptor.out, FileDescriptor.err}) {
            try (OutputStream out = new FileOutputStream(stream)) {
                byte[] bytes = new byte[100_000];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) (i * 31 + i / 256);
                }
                out.write(bytes);
            }
        }
    }

    private static void flood() {
        String line = "x".repeat(100);
        for (int i = 0; i < FLOOD_LINES; i++) {
            System.out.println(line);
            System.err.println(i + line);
        }
    }

    private static void pause(int millis) {
        try {
            var unused = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
