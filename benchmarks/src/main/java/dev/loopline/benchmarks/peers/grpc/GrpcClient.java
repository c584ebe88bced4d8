package dev.loopline.benchmarks.peers.grpc;

import com.google.protobuf.ByteString;
import dev.loopline.benchmarks.load.Caller;
import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Count;
import dev.loopline.benchmarks.load.Pipeline;
import dev.loopline.benchmarks.load.Reply;
import dev.loopline.benchmarks.load.Running;
import dev.loopline.benchmarks.load.Work;
import dev.loopline.benchmarks.peers.Messages;
import dev.loopline.proto.echo.v1.EchoMessage;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The same calls of grpc-java, with observers where its executor runs them. For one thread. */
final class GrpcClient implements Client {
    static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

    private final ManagedChannel channel;

    GrpcClient(GrpcPeer how, Path directory, int port) {
        channel = how.channel(directory, port)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .build();
    }

    @Override
    public Caller caller(int bytes) {
        ByteString payload = Messages.payload(bytes);
        return () -> Messages.check(
                ClientCalls.blockingUnaryCall(channel, GrpcMethods.UNARY, CallOptions.DEFAULT, Messages.of(payload)),
                bytes);
    }

    @Override
    public Pipeline pipeline(int bytes) {
        ByteString payload = Messages.payload(bytes);
        return reply -> ClientCalls.asyncUnaryCall(
                channel.newCall(GrpcMethods.UNARY, CallOptions.DEFAULT),
                Messages.of(payload),
                new Response(reply, bytes));
    }

    @Override
    public Running stream(int size, Count arrived) {
        var call = channel.newCall(GrpcMethods.SERVER_STREAM, CallOptions.DEFAULT);
        Counting responses = new Counting(size, arrived);
        ClientCalls.asyncServerStreamingCall(call, Messages.request(size), responses);
        return () -> responses.cancel(call);
    }

    @Override
    public Running echo(int size, Count arrived) {
        var call = channel.newCall(GrpcMethods.BIDI, CallOptions.DEFAULT);
        ByteString payload = Messages.payload(size);
        Counting responses = new Counting(size, arrived);
        StreamObserver<EchoMessage> requests = ClientCalls.asyncBidiStreamingCall(call, responses);
        Runnable sendOne = () -> {
            synchronized (requests) { // until all are under way, this thread sends as well
                requests.onNext(Messages.of(payload));
            }
        };
        responses.then = sendOne;
        for (int i = 0; i < Work.ECHOES; i++) {
            sendOne.run();
        }
        return () -> responses.cancel(call);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private record Response(Reply reply, int bytes) implements StreamObserver<EchoMessage> {
        @Override
        public void onNext(EchoMessage message) {
            Messages.check(message, bytes); // or the call fails
        }

        @Override
        public void onError(Throwable failure) {
            reply.failed(failure);
        }

        @Override
        public void onCompleted() {
            reply.arrived();
        }
    }

    private static final class Counting implements StreamObserver<EchoMessage> {
        private final int size;
        private final Count arrived;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile @Nullable Runnable then;

        Counting(int size, Count arrived) {
            this.size = size;
            this.arrived = arrived;
        }

        @Override
        public void onNext(EchoMessage message) {
            Messages.check(message, size);
            arrived.add(1);
            Runnable next = then;
            if (next != null) {
                next.run();
            }
        }

        void cancel(ClientCall<?, EchoMessage> call) {
            then = null;
            call.cancel("measured", null);
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void onError(Throwable failure) {
            ended.countDown();
        }

        @Override
        public void onCompleted() {
            ended.countDown();
        }
    }
}
