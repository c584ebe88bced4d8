package dev.loopline.benchmarks.streams;

import com.google.protobuf.ByteString;
import dev.loopline.benchmarks.Count;
import dev.loopline.proto.echo.v1.EchoMessage;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The same calls of grpc-java, with observers on its event loop. For one thread. */
final class GrpcClient implements StreamClient {
    private static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

    private final ManagedChannel channel;

    GrpcClient(int port) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .build();
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
        for (int i = 0; i < IN_FLIGHT; i++) {
            sendOne.run();
        }
        return () -> responses.cancel(call);
    }

    @Override
    public void close() {
        channel.shutdownNow();
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
