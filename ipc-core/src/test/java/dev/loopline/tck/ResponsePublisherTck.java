package dev.loopline.tck;

import dev.loopline.call.CallOptions;
import dev.loopline.call.FlowCalls;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.StreamRequest;
import java.time.Duration;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

/** The responses of a call, as a publisher. */
@Test
public final class ResponsePublisherTck extends FlowPublisherVerification<EchoMessage> {
    private static final long MAX_ELEMENTS = 10_000;

    private Streaming streaming;

    public ResponsePublisherTck() {
        super(Streaming.environment());
    }

    @BeforeClass
    public void connect() {
        streaming = new Streaming();
    }

    @AfterClass
    public void close() {
        streaming.close();
    }

    @Override
    public Flow.Publisher<EchoMessage> createFlowPublisher(long elements) {
        return responses(elements, CallOptions.DEFAULT);
    }

    @Override
    public Flow.Publisher<EchoMessage> createFailedFlowPublisher() {
        return responses(1, CallOptions.DEFAULT.withDeadline(Duration.ZERO));
    }

    private Flow.Publisher<EchoMessage> responses(long count, CallOptions options) {
        StreamRequest request = StreamRequest.newBuilder()
                .setCount((int) Math.min(count, MAX_ELEMENTS))
                .setSize(16)
                .build();
        return FlowCalls.serverStream(streaming.connection(), EchoService.SERVER_STREAM, request, options);
    }

    @Override
    public long maxElementsFromPublisher() {
        return MAX_ELEMENTS;
    }
}
