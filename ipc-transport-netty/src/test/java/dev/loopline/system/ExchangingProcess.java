package dev.loopline.system;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.call.CallOptions;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.testing.StreamShape;
import dev.loopline.testing.StreamShape.Call;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that exchanges numbers without end, in calls of every shape: it serves them, or it makes one of each. */
final class ExchangingProcess {
    private ExchangingProcess() {}

    /**
     * Serves, or calls.
     *
     * @param args {@code serve} or {@code call}, directory, name
     */
    public static void main(String[] args) throws IOException {
        EndpointDirectory directory = EndpointDirectory.at(Path.of(args[1]));
        if (args[0].equals("serve")) {
            serve(directory, args[2]);
        } else {
            call(directory, args[2]);
        }
    }

    private static void serve(EndpointDirectory directory, String name) throws IOException {
        try (IpcServer server = IpcServer.named(name)
                .directory(directory)
                .service(StreamShape.serving(side -> {
                    for (int i = 0; ; i++) {
                        side.take(i);
                        side.send(i);
                    }
                }))
                .start()) {
            System.out.println("ready " + server.endpoint().port());
            try (InputStream in = System.in) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    private static void call(EndpointDirectory directory, String name) {
        try (IpcClient client = IpcClient.named(name).directory(directory).connect()) {
            List<Call> calls = new ArrayList<>();
            for (StreamShape shape : StreamShape.values()) {
                calls.add(shape.open(client, CallOptions.DEFAULT));
            }
            for (int i = 0; ; i++) {
                for (Call call : calls) {
                    call.exchange(i);
                }
                if (i == 1000) {
                    System.out.println("exchanged");
                }
            }
        }
    }
}
