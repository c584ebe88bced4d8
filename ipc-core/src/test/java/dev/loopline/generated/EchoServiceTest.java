package dev.loopline.generated;

import static dev.loopline.call.MethodDescriptor.DEFAULT_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.loopline.call.CallContext;
import dev.loopline.call.MethodType;
import dev.loopline.call.RequestStream;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.call.StreamSender;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.BytesRequest;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EchoProto;
import dev.loopline.proto.echo.v1.EmitRequest;
import dev.loopline.proto.echo.v1.FailRequest;
import dev.loopline.proto.echo.v1.SleepRequest;
import dev.loopline.proto.echo.v1.StreamRequest;
import dev.loopline.proto.echo.v1.Summary;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EchoServiceTest {
    @Test
    void definesEveryMethodWithItsDeadlineAndIdempotency() {
        ServiceDefinition definition = EchoService.of(new SilentEcho());

        assertThat(definition.name()).isEqualTo("loopline.echo.v1.Echo");
        assertThat(definition.descriptor()).isSameAs(EchoProto.getDescriptor().findServiceByName("Echo"));
        assertThat(definition.methods())
                .extracting(ServiceDefinition.Method::descriptor)
                .extracting("fullName", "type", "defaultDeadline", "idempotent")
                .containsExactly(
                        tuple("loopline.echo.v1.Echo/Unary", MethodType.UNARY, DEFAULT_DEADLINE, true),
                        tuple("loopline.echo.v1.Echo/Sleep", MethodType.UNARY, DEFAULT_DEADLINE, false),
                        tuple("loopline.echo.v1.Echo/Fail", MethodType.UNARY, DEFAULT_DEADLINE, false),
                        tuple("loopline.echo.v1.Echo/Bytes", MethodType.UNARY, DEFAULT_DEADLINE, true),
                        tuple("loopline.echo.v1.Echo/ServerStream", MethodType.SERVER_STREAMING, Duration.ZERO, false),
                        tuple("loopline.echo.v1.Echo/Collect", MethodType.CLIENT_STREAMING, Duration.ZERO, false),
                        tuple("loopline.echo.v1.Echo/Bidi", MethodType.BIDI_STREAMING, Duration.ZERO, false),
                        tuple("loopline.echo.v1.Echo/Emit", MethodType.UNARY, Duration.ZERO, false));
    }

    private static final class SilentEcho implements EchoService {
        @Override
        public EchoMessage unary(EchoMessage request, CallContext call) {
            return request;
        }

        @Override
        public EchoMessage sleep(SleepRequest request, CallContext call) {
            return EchoMessage.getDefaultInstance();
        }

        @Override
        public EchoMessage fail(FailRequest request, CallContext call) {
            return EchoMessage.getDefaultInstance();
        }

        @Override
        public EchoMessage bytes(BytesRequest request, CallContext call) {
            return EchoMessage.getDefaultInstance();
        }

        @Override
        public void serverStream(StreamRequest request, StreamSender<EchoMessage> responses) {}

        @Override
        public Summary collect(RequestStream<EchoMessage> requests, CallContext call) {
            return Summary.getDefaultInstance();
        }

        @Override
        public void bidi(RequestStream<EchoMessage> requests, StreamSender<EchoMessage> responses) {}

        @Override
        public Summary emit(EmitRequest request, CallContext call) {
            return Summary.getDefaultInstance();
        }
    }
}
