package dev.loopline.benchmarks.peers.grpc;

import com.google.protobuf.ByteString;
import dev.loopline.benchmarks.load.Server;
import dev.loopline.benchmarks.peers.Messages;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.StreamRequest;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The same service of grpc-java, which sends as long as the transport is ready. Any thread. */
final class GrpcServer implements Server {
    /** It warns, with a stack trace, of what was not sent yet when a client cancels: here after every measurement. */
    private static final Logger WARNINGS = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");

    private final io.grpc.Server server;

    GrpcServer(GrpcPeer how, Path directory) throws IOException {
        WARNINGS.setLevel(Level.SEVERE);
        server = how.server(directory)
                .maxInboundMessageSize(GrpcClient.MAX_MESSAGE_BYTES)
                .addService(ServerServiceDefinition.builder(GrpcMethods.SERVICE)
                        .addMethod(GrpcMethods.UNARY, ServerCalls.asyncUnaryCall(GrpcServer::unary))
                        .addMethod(
                                GrpcMethods.SERVER_STREAM,
                                ServerCalls.asyncServerStreamingCall(GrpcServer::serverStream))
                        .addMethod(GrpcMethods.BIDI, ServerCalls.asyncBidiStreamingCall(GrpcServer::bidi))
                        .build())
                .build()
                .start();
    }

    private static void unary(EchoMessage request, StreamObserver<EchoMessage> response) {
        response.onNext(request);
        response.onCompleted();
    }

    private static void serverStream(StreamRequest request, StreamObserver<EchoMessage> responses) {
        ByteString payload = Messages.payload(request.getSize());
        var ready = (ServerCallStreamObserver<EchoMessage>) responses;
        ready.setOnCancelHandler(() -> {}); // or sending would throw
        ready.setOnReadyHandler(() -> {
            while (ready.isReady() && !ready.isCancelled()) {
                ready.onNext(Messages.of(payload));
            }
        });
    }

    private static StreamObserver<EchoMessage> bidi(StreamObserver<EchoMessage> responses) {
        ((ServerCallStreamObserver<EchoMessage>) responses).setOnCancelHandler(() -> {});
        return new StreamObserver<>() {
            @Override
            public void onNext(EchoMessage request) {
                responses.onNext(request);
            }

            @Override
            public void onError(Throwable failure) {
                // The caller has cancelled.
            }

            @Override
            public void onCompleted() {
                responses.onCompleted();
            }
        };
    }

    @Override
    public int port() {
        return Math.max(0, server.getPort()); // -1: a Unix socket
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
