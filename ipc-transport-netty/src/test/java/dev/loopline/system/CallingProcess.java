package dev.loopline.system;

import dev.loopline.IpcClient;
import dev.loopline.endpoint.EndpointDirectory;
import java.nio.file.Path;

/** A process that makes one call and waits for it. */
final class CallingProcess {
    private CallingProcess() {}

    /**
     * Calls.
     *
     * @param args directory, name, what to say
     */
    public static void main(String[] args) {
        EndpointDirectory directory = EndpointDirectory.at(Path.of(args[0]));
        try (IpcClient client = IpcClient.named(args[1]).directory(directory).connect()) {
            System.out.println("answer " + Echoes.call(client, args[2]));
        }
    }
}
