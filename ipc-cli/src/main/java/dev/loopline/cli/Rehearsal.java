package dev.loopline.cli;

import dev.loopline.IpcServer;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoService;
import picocli.CommandLine;

/**
 * Runs the commands that end by themselves, against a server in this JVM, so that the launcher can have the JVM archive
 * the classes that they load ({@code -XX:ArchiveClassesAtExit}). With that archive they take about half as long.
 *
 * <p>The launcher gives it a runtime directory of its own and drops what it prints.
 */
final class Rehearsal {
    private static final String NAME = "ipc/rehearsal";

    private Rehearsal() {}

    /**
     * Runs them.
     *
     * @param args none
     */
    public static void main(String[] args) {
        int worst;
        try (IpcServer server = IpcServer.named(NAME)
                .service(EchoService.of(new ConformanceEcho()))
                .start()) {
            CommandLine ipc = Main.commandLine();
            worst = ipc.execute("ls");
            worst = Math.max(worst, ipc.execute("ls", "--json"));
            worst = Math.max(
                    worst, ipc.execute("call", server.endpoint().name().value(), "Echo/Bytes", "-d{\"size\":3}"));
            worst = Math.max(worst, ipc.execute("ping", NAME, "--count", "10", "--warm-up", "0"));
            worst = Math.max(
                    worst, ipc.execute("pub", NAME, "a.b", "--retain", "--type=loopline.echo.v1.EchoMessage", "-d{}"));
            worst = Math.max(worst, ipc.execute("sub", NAME, ">", "--retained", "--count=1"));
            worst = Math.max(worst, ipc.execute("topics", NAME));
        }
        System.exit(worst);
    }
}
