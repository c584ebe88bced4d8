package dev.loopline.system;

import dev.loopline.IpcClient;
import dev.loopline.StatusException;
import dev.loopline.endpoint.EndpointDirectory;
import java.nio.file.Path;

/** A process that tries to connect to several names, one after the other. */
final class LookingProcess {
    private LookingProcess() {}

    /**
     * Tries.
     *
     * @param args directory, names
     */
    public static void main(String[] args) {
        EndpointDirectory directory = EndpointDirectory.at(Path.of(args[0]));
        for (int i = 1; i < args.length; i++) {
            try (IpcClient client =
                    IpcClient.named(args[i]).directory(directory).connect()) {
                System.out.println(args[i] + " " + client.isOpen());
            } catch (StatusException e) {
                System.out.println(args[i] + " " + e.reason());
            }
        }
        System.out.println("done");
    }
}
