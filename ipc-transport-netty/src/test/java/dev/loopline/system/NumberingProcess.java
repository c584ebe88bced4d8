package dev.loopline.system;

import dev.loopline.IpcServer;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.echo.EchoService;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.EchoProto;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/** A process whose streams bring the numbers from 0 on, for as long as they are read. */
final class NumberingProcess {
    private NumberingProcess() {}

    /**
     * Serves until standard input ends.
     *
     * @param args directory, name
     */
    public static void main(String[] args) throws IOException {
        try (IpcServer server = IpcServer.named(args[1])
                .directory(EndpointDirectory.at(Path.of(args[0])))
                .service(numbers())
                .start()) {
            System.out.println("ready " + server.endpoint().port());
            try (InputStream in = System.in) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    static ServiceDefinition numbers() {
        return ServiceDefinition.builder(EchoProto.getDescriptor().findServiceByName("Echo"))
                .serverStreaming(EchoService.SERVER_STREAM, (request, out) -> {
                    for (int i = 0; request.getCount() == 0 || i < request.getCount(); i++) {
                        out.send(Echoes.text(Integer.toString(i)));
                    }
                })
                .build();
    }
}
