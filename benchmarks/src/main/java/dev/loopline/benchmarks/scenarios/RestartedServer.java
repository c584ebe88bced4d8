package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.load.Child;
import dev.loopline.benchmarks.load.RuntimeDirectory;
import dev.loopline.benchmarks.peers.JvmOptions;
import dev.loopline.benchmarks.peers.ServerProcess;
import dev.loopline.benchmarks.peers.loopline.LooplinePeer;
import dev.loopline.benchmarks.peers.loopline.RestartClients;
import java.io.Closeable;
import java.io.IOException;

/** The process of a server of Loopline that can be killed and started anew, and the one of its clients. For one thread. */
final class RestartedServer implements Closeable {
    private final RuntimeDirectory directory;
    private final Child clients;
    private Child server;

    private RestartedServer(RuntimeDirectory directory, Child clients, Child server) {
        this.directory = directory;
        this.clients = clients;
        this.server = server;
    }

    static RestartedServer start(int clients) throws IOException {
        RuntimeDirectory directory = RuntimeDirectory.make();
        Child server = serve(directory);
        Child started = Child.start(
                RestartClients.class, JvmOptions.LIVE, directory.path().toString(), Integer.toString(clients));
        RestartedServer both = new RestartedServer(directory, started, server);
        try {
            started.answer();
            return both;
        } catch (IOException e) {
            both.close();
            throw e;
        }
    }

    private static Child serve(RuntimeDirectory directory) throws IOException {
        Child started = Child.start(
                ServerProcess.class,
                JvmOptions.LIVE,
                LooplinePeer.DEFAULT.contender().name(),
                directory.path().toString());
        started.answer();
        return started;
    }

    long pid() {
        return server.pid();
    }

    long clientPid() {
        return clients.pid();
    }

    /** {@return nanoseconds until the call that each client had under way has failed} */
    double[] kill() throws IOException {
        double[] nanos = clients.ask("kill " + server.pid());
        server.close();
        return nanos;
    }

    /** {@return nanoseconds from when the endpoint was written until each client has had a reply} */
    double[] restart() throws IOException {
        clients.ask("wait");
        server = serve(directory);
        return clients.ask("back");
    }

    @Override
    public void close() throws IOException {
        clients.close();
        server.close();
        directory.close();
    }
}
