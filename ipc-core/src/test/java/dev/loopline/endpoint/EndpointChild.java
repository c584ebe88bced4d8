package dev.loopline.endpoint;

import dev.loopline.StatusException;
import java.io.IOException;
import java.nio.file.Path;

/** What the child JVMs of the tests do: {@code hold DIR NAME} or {@code find DIR NAME...}. */
final class EndpointChild {
    private EndpointChild() {}

    public static void main(String[] args) throws IOException {
        EndpointDirectory directory =
                args[1].isEmpty() ? EndpointDirectory.standard() : EndpointDirectory.at(Path.of(args[1]));
        if (args[0].equals("find")) {
            for (int i = 2; i < args.length; i++) {
                find(directory, EndpointName.of(args[i]));
            }
        } else {
            hold(directory, EndpointName.of(args[2]));
        }
    }

    private static void find(EndpointDirectory directory, EndpointName name) {
        try {
            System.out.println(name + " found " + directory.find(name).id());
        } catch (StatusException e) {
            System.out.println(name + " " + e.reason() + " " + e.status().message());
        }
    }

    private static void hold(EndpointDirectory directory, EndpointName name) throws IOException {
        try (EndpointClaim claim = directory.claim(name)) {
            Endpoint endpoint = Samples.endpoint(name, ProcessIdentity.current());
            claim.publish(endpoint);
            System.out.println("published " + endpoint.id() + " in " + directory.path());
            System.in.read();
        } catch (StatusException e) {
            System.out.println(e.reason() + " " + e.status().message());
        }
        System.out.println("closed");
    }
}
