package dev.loopline.system;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.Loopback;
import dev.loopline.StatusException;
import dev.loopline.endpoint.EndpointDirectory;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** A process that serves and calls itself, through the endpoint file and a real socket, and says how that went. */
final class RoundTripProcess {
    private static final String TEXT = "Ii\u0130\u0131\u00df\u20ac";

    private RoundTripProcess() {}

    /**
     * Serves and calls.
     *
     * @param args name, {@link Loopback}, and the directory unless the standard one is meant
     */
    public static void main(String[] args) {
        try {
            System.out.println(roundTrip(
                    args[0],
                    Loopback.valueOf(args[1]),
                    args.length < 3 ? EndpointDirectory.standard() : EndpointDirectory.at(Path.of(args[2]))));
        } catch (StatusException e) {
            System.out.println("failed " + e.reason() + ": " + e.getMessage());
        }
        System.out.println("done");
    }

    private static String roundTrip(String name, Loopback loopback, EndpointDirectory directory) {
        try (IpcServer server = IpcServer.named(name)
                        .directory(directory)
                        .loopback(loopback)
                        .service(Echoes.echo())
                        .start();
                IpcClient client = IpcClient.named(name).directory(directory).connect()) {
            String answer = Echoes.call(client, TEXT);
            InetSocketAddress address = server.endpoint().addresses().get(0);
            return "answer " + answer.equals(TEXT) + " from "
                    + client.peer().address() + ", published "
                    + address.getAddress().getHostAddress() + ", addresses "
                    + server.endpoint().addresses().size() + ", caller "
                    + server.connections().get(0).peer().address();
        }
    }
}
