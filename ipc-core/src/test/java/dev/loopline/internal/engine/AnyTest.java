package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.loopline.call.CallOptions;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoProto;
import dev.loopline.testing.EnginePair;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AnyTest {
    private static final MethodDescriptor<Any, Any> METHOD =
            MethodDescriptor.unary(EchoService.UNARY.fullName(), Any.parser(), Any.parser());

    @ParameterizedTest
    @ValueSource(ints = {1, 1 << 20})
    void d19TypesAreNeverResolvedWhateverTheirUrl(int nameLength) throws Exception {
        ServiceDefinition service = ServiceDefinition.builder(
                        EchoProto.getDescriptor().findServiceByName("Echo"))
                .unary(METHOD, (request, call) -> request)
                .build();
        try (ServerSocket url = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                EnginePair pair = Engines.inProcess().serve(service).connect()) {
            url.setSoTimeout(1);
            Any any = Any.newBuilder()
                    .setTypeUrl("http://127.0.0.1:" + url.getLocalPort() + "/" + "x".repeat(nameLength))
                    .setValue(ByteString.copyFromUtf8("\u00ff not a message"))
                    .build();

            Any answer =
                    pair.client().callAsync(METHOD, any, CallOptions.DEFAULT).get(10, TimeUnit.SECONDS);

            assertThat(answer).isEqualTo(any);
            assertThat(catchThrowableOfType(SocketTimeoutException.class, url::accept))
                    .as("nobody connected to the URL")
                    .isNotNull();
        }
    }
}
