package dev.loopline.cli;

import dev.loopline.IpcServer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Closes a server when the JVM is told to end by SIGTERM, SIGINT or SIGHUP, and makes that end a success.
 *
 * <p>A JVM exits with 128 + n after signal n whatever its shutdown hooks do. This hook halts it with 0 instead, which is
 * safe since it is the only one of this command and the server is closed by then.
 *
 * <p><b>Threading:</b> {@code synchronized} lets a signal that comes while the server starts wait until it can be
 * closed.
 */
final class CleanEnd {
    private @Nullable IpcServer server;

    private CleanEnd() {}

    /** {@return the server, started; a failure to start leaves the exit code to the caller} */
    static IpcServer atSignal(Supplier<IpcServer> start) {
        CleanEnd end = new CleanEnd();
        Runtime.getRuntime().addShutdownHook(new Thread(end::close, "ipc-close"));
        return end.open(start);
    }

    private synchronized IpcServer open(Supplier<IpcServer> start) {
        IpcServer started = start.get();
        server = started;
        return started;
    }

    private synchronized void close() {
        if (server == null) {
            return;
        }
        int code = ExitCodes.OK;
        try {
            server.close();
        } catch (RuntimeException e) {
            System.err.println("ipc: the server did not end cleanly: " + e);
            code = ExitCodes.FAILED;
        }
        System.out.flush();
        Runtime.getRuntime().halt(code);
    }
}
