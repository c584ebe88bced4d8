package dev.loopline.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusException;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.metrics.IpcMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * A process that serves, calls, fails in several ways, and tells all it can: text forms of objects, stack traces, meters,
 * management beans, a flight recording. It serves until its standard input ends.
 */
final class TalkingProcess {
    private final EndpointDirectory directory;
    private final PrintWriter said;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private TalkingProcess(EndpointDirectory directory, PrintWriter said) {
        this.directory = directory;
        this.said = said;
    }

    /**
     * Talks.
     *
     * @param args directory of endpoints, directory for what it says
     */
    public static void main(String[] args) throws IOException, ParseException, JMException {
        Path notes = Path.of(args[1]);
        try (Recording recording = new Recording(Configuration.getConfiguration("profile"));
                PrintWriter said = new PrintWriter(notes.resolve("said.txt").toFile(), UTF_8)) {
            recording.start();
            new TalkingProcess(EndpointDirectory.at(Path.of(args[0])), said).run();
            recording.dump(notes.resolve("recording.jfr"));
        }
        System.out.println("told");
        try (InputStream in = System.in) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private void run() throws IOException, JMException {
        IpcServer server = IpcServer.named("talking")
                .directory(directory)
                .metrics(IpcMetrics.in(meters))
                .service(Echoes.echo())
                .start();
        Endpoint endpoint = server.endpoint();
        IpcClient client = IpcClient.named("talking").directory(directory).connect();
        said.println(Echoes.call(client, "x"));
        said.println(server + "\n" + endpoint + "\n" + endpoint.credential() + "\n"
                + endpoint.credential().token() + "\n" + endpoint.credential().hashCode() + "\n" + client + "\n"
                + client.peer() + "\n" + server.connections() + "\n" + directory.list());
        fail(server);
        said.println(meters.getMetersAsString());
        tellBeans();
    }

    private void fail(IpcServer server) throws IOException {
        Endpoint endpoint = server.endpoint();
        tellFailure(
                () -> IpcClient.to(Endpoints.withTokenBitChanged(endpoint, 3)).connect());
        tellFailure(() -> IpcClient.to(Endpoints.withOtherId(endpoint)).connect());
        try (RawClient raw = new RawClient(endpoint)) {
            byte[] hello = raw.clientHello(endpoint);
            byte[] answer = raw.send(hello).receive(RawClient.HELLO_BYTES);
            raw.send(RawClient.clientAuth(new byte[32], hello, answer)).receiveToEnd();
        }
        tellFailure(() -> IpcServer.named("talking").directory(directory).start());
        EndpointDirectory other = EndpointDirectory.at(directory.path().resolveSibling("other"));
        Path file = Endpoints.leave(other, endpoint);
        byte[] right = Files.readAllBytes(file);
        // Cut, or with one line end or one character lost: the token is in a line where nobody expects it.
        for (int at = 0; at < right.length; at++) {
            byte[] wrong = right.clone();
            wrong[at] = (byte) (right[at] == '\n' ? 'x' : '\n');
            Files.write(file, wrong);
            tellFailure(() -> other.find(endpoint.name()));
            said.println(other.list());
        }
        for (String line : new String[] {"token=(.*)\n", "security=none", "cert_sha256="}) {
            Files.write(file, right);
            Endpoints.edit(file, line, line.startsWith("token") ? "token=$1x" : "$0x");
            tellFailure(() -> other.find(endpoint.name()));
        }
    }

    private void tellFailure(Runnable action) {
        try {
            action.run();
        } catch (StatusException | IllegalArgumentException e) {
            e.printStackTrace(said);
        }
    }

    private void tellBeans() throws JMException {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : beans.queryNames(null, null)) {
            for (MBeanAttributeInfo attribute : beans.getMBeanInfo(name).getAttributes()) {
                try {
                    said.println(
                            name + " " + attribute.getName() + " " + beans.getAttribute(name, attribute.getName()));
                } catch (RuntimeMBeanException e) {
                    said.println(name + " " + attribute.getName() + " " + e); // not supported by this JVM
                }
            }
        }
    }
}
