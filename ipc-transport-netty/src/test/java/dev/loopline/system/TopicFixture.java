package dev.loopline.system;

import com.google.protobuf.ByteString;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.topic.OverflowPolicy;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Numbered events over real sockets. */
abstract class TopicFixture extends SystemFixture {
    static final SubscriptionOptions DEFAULT = SubscriptionOptions.DEFAULT;
    static final SubscriptionOptions BLOCKING = DEFAULT.withOverflow(OverflowPolicy.BLOCK);

    static Topic<EchoMessage> topic(String name) {
        return Topic.of(name, EchoMessage.getDefaultInstance());
    }

    static EchoMessage event(long number) {
        return event(number, Long.BYTES);
    }

    /** {@return an event of at least 8 bytes, which begin with its number} */
    static EchoMessage event(long number, int bytes) {
        byte[] payload = new byte[bytes];
        ByteBuffer.wrap(payload).putLong(number);
        return EchoMessage.newBuilder().setPayload(ByteString.copyFrom(payload)).build();
    }

    static long number(EchoMessage event) {
        return event.getPayload().asReadOnlyByteBuffer().getLong();
    }

    static void hold(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody lets this go on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
