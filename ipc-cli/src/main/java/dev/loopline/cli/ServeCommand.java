package dev.loopline.cli;

import dev.loopline.IpcServer;
import dev.loopline.IpcServerBuilder;
import dev.loopline.Loopback;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoService;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.PortPolicy;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ipc serve}: a server of the built-in services, until it is told to end. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Serves Echo, Health and Reflection, and is the hub of topics, until SIGTERM or Ctrl-C.",
            "Then it takes no more calls, finishes those that run, and ends with 0; a second signal ends it at once.",
            "Prints one line once it can be called."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ipc serve --name demo/echo",
            "  ipc serve --name demo/echo --preferred-port 62893 --json",
            "  ipc serve --name demo/echo --ipv4 --ipv6"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:served until it was told to end",
            "130, 143:a second Ctrl-C or SIGTERM ended it",
            "1:cannot serve: the name or the port is taken, or the runtime directory is not safe",
            ExitCodes.USAGE_LINE,
            ExitCodes.LAUNCHER_LINE
        })
final class ServeCommand implements Callable<Integer> {
    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "Name by which clients find it: segments of a-z 0-9 . _ - joined by '/'.")
    private String name = "";

    @ArgGroup
    private @Nullable PortOptions port;

    @Option(
            names = "--ipv4",
            description =
                    "Listen on 127.0.0.1. This is the default, with ::1 in its place where there is no 127.0.0.1.")
    private boolean ipv4;

    @Option(
            names = "--ipv6",
            description = "Listen on ::1, and not on 127.0.0.1 unless --ipv4 is given too; both then have one port.")
    private boolean ipv6;

    @Option(
            names = "--application",
            paramLabel = "NAME/VERSION",
            description = "What 'ipc ls' shows as the application. By default this program's own name and version.")
    private String application = Version.text().replace(' ', '/');

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            description = "How long calls that run may take to finish after the signal; those left are cancelled."
                    + " Default: ${DEFAULT-VALUE}.",
            defaultValue = "10s",
            converter = DurationConverter.class)
    private Duration grace = Duration.ofSeconds(10);

    @Mixin
    private final JsonOption json = new JsonOption();

    /** At most one way to choose the port. */
    static final class PortOptions {
        @Option(names = "--port", paramLabel = "PORT", description = "Use this port, or fail and say who holds it.")
        private @Nullable Integer fixed;

        @Option(
                names = "--preferred-port",
                paramLabel = "PORT",
                description = "Use this port, or if it is taken another one, and say on standard error who holds it.")
        private @Nullable Integer preferred;

        PortPolicy policy() {
            if (fixed != null) {
                return PortPolicy.fixed(fixed);
            }
            return preferred != null ? PortPolicy.preferred(preferred) : PortPolicy.kernelChosen();
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        IpcServerBuilder builder = describe();
        CleanEnd end = CleanEnd.atSignal();
        IpcServer server = builder.start();
        Endpoint endpoint = server.endpoint();
        System.out.println(
                json.on()
                        ? Json.line(Json.of(endpoint))
                        : "serving " + endpoint.name() + " at " + Addresses.withPort(endpoint) + ", pid "
                                + endpoint.process().pid() + "; Ctrl-C ends it");
        System.out.flush();
        return end.awaitAndDrain(server, grace);
    }

    private Loopback loopback() {
        if (ipv6) {
            return ipv4 ? Loopback.BOTH : Loopback.IPV6;
        }
        return ipv4 ? Loopback.IPV4 : Loopback.ANY;
    }

    private IpcServerBuilder describe() {
        try {
            return IpcServer.named(name)
                    .port(port == null ? PortPolicy.kernelChosen() : port.policy())
                    .loopback(loopback())
                    .application(application)
                    .drainGrace(grace)
                    .service(EchoService.of(new ConformanceEcho()));
        } catch (IllegalArgumentException e) {
            throw Failure.usage("BAD_OPTION", String.valueOf(e.getMessage()));
        }
    }
}
