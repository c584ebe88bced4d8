package dev.loopline.tck;

import com.google.protobuf.ByteString;
import dev.loopline.call.CallOptions;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

/** The requests of a call, as a subscriber. */
@Test
public final class RequestSubscriberTck extends FlowSubscriberBlackboxVerification<EchoMessage> {
    private Streaming streaming;

    public RequestSubscriberTck() {
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
    public Flow.Subscriber<EchoMessage> createFlowSubscriber() {
        return streaming
                .connection()
                .clientStream(EchoService.COLLECT, CallOptions.DEFAULT)
                .asSubscriber();
    }

    @Override
    public EchoMessage createElement(int element) {
        return EchoMessage.newBuilder()
                .setPayload(ByteString.copyFromUtf8("element " + element))
                .build();
    }
}
