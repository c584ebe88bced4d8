package dev.loopline.benchmarks.copies;

import com.google.protobuf.ByteString;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.benchmarks.load.RuntimeDirectory;
import dev.loopline.call.HandlerExecution;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoClient;
import dev.loopline.echo.EchoService;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * Calls of several sizes between a client and a server, both in this process, with their copies counted. To be loaded by a
 * {@link CountingLoader}.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class CopyScenario implements Callable<Map<Integer, Map<String, Long>>> {
    static final int CALLS = 10;

    private static final String NAME = "bench-copies";

    private static final int[] PAYLOADS = {64, 1024, 16 * 1024, 256 * 1024, 1024 * 1024};

    /** Copies of less than this are those of large messages' headers and lengths. */
    private static final int LEAST_OF_LARGE = 512;

    /** For the loader's user, by reflection. */
    public CopyScenario() {}

    /**
     * Makes the calls.
     *
     * @return by size of the payload, by place, how many bytes {@value #CALLS} calls copied
     * @throws IOException if there can be no directory for the endpoint
     */
    @Override
    public Map<Integer, Map<String, Long>> call() throws IOException {
        Map<Integer, Map<String, Long>> results = new TreeMap<>();
        try (RuntimeDirectory directory = RuntimeDirectory.make();
                IpcServer server = IpcServer.named(NAME)
                        .directory(EndpointDirectory.at(directory.path()))
                        .service(EchoService.of(new ConformanceEcho()).withExecution(HandlerExecution.direct()))
                        .start();
                IpcClient client = IpcClient.to(server.endpoint()).connect()) {
            EchoClient echo = EchoClient.on(client);
            for (int payload : PAYLOADS) {
                results.put(payload, copies(echo, payload));
            }
        }
        return results;
    }

    private static Map<String, Long> copies(EchoClient echo, int payload) {
        EchoMessage request = EchoMessage.newBuilder()
                .setPayload(ByteString.copyFrom(new byte[payload]))
                .build();
        echo.unary(request); // what only the first call of a size does
        Copies.start(Math.min(payload, LEAST_OF_LARGE));
        for (int i = 0; i < CALLS; i++) {
            echo.unary(request);
        }
        return Copies.stop();
    }
}
