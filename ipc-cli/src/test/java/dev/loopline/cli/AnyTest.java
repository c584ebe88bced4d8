package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.AnyProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.util.JsonFormat;
import dev.loopline.Certainty;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Types that a message names and the server does not describe. They are not looked for, least of all at their URL. */
class AnyTest {
    private ServerSocket url;
    private RemoteMethod method;

    @BeforeEach
    void describe() throws IOException, DescriptorValidationException {
        url = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        url.setSoTimeout(1);
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("any.proto")
                .setPackage("test")
                .addDependency("google/protobuf/any.proto")
                .addService(ServiceDescriptorProto.newBuilder()
                        .setName("Anything")
                        .addMethod(MethodDescriptorProto.newBuilder()
                                .setName("Get")
                                .setInputType(".google.protobuf.Any")
                                .setOutputType(".google.protobuf.Any")))
                .build();
        FileDescriptor linked = FileDescriptor.buildFrom(file, new FileDescriptor[] {AnyProto.getDescriptor()});
        method = new RemoteMethod(
                linked.findServiceByName("Anything").findMethodByName("Get"),
                JsonFormat.TypeRegistry.getEmptyTypeRegistry());
    }

    @AfterEach
    void nobodyLookedThere() throws IOException {
        assertThat(catchThrowableOfType(SocketTimeoutException.class, () -> url.accept()))
                .isNotNull();
        url.close();
    }

    private String typeUrl(String name) {
        return "http://127.0.0.1:" + url.getLocalPort() + "/" + name;
    }

    private Failure failureToPrint(String typeUrl) throws Exception {
        Any any = Any.newBuilder()
                .setTypeUrl(typeUrl)
                .setValue(ByteString.copyFromUtf8("x"))
                .build();
        DynamicMessage response = DynamicMessage.parseFrom(Any.getDescriptor(), any.toByteString());
        return catchThrowableOfType(Failure.class, () -> method.json(response, true));
    }

    @Test
    void d19AResponseOfAnUnknownTypeIsAClearErrorAndNothingIsLookedUp() throws Exception {
        Failure failure = failureToPrint(typeUrl("evil.Type"));

        assertThat(failure.exitCode()).isEqualTo(ExitCodes.FAILED);
        assertThat(failure.status().reason()).isEqualTo("NO_JSON_FORM");
        assertThat(failure.status().certainty()).isEqualTo(Certainty.EXECUTED);
        assertThat(failure)
                .hasMessageContaining("response of test.Anything.Get")
                .hasMessageContaining("evil.Type");
    }

    @Test
    void d19AHugeOrHarmfulTypeUrlDoesNotFillOrForgeTheMessage() throws Exception {
        for (String url : new String[] {typeUrl("x".repeat(1 << 20)), "no slash", "\u001b[31m/\r\nforged", ""}) {
            Failure failure = failureToPrint(url);

            if (failure != null) { // an empty one is an empty Any
                assertThat(failure.getMessage()).hasSizeLessThan(700).doesNotContainPattern("\\p{Cntrl}");
            }
        }
    }

    @Test
    void d19ARequestOfAnUnknownTypeIsAClearErrorToo() {
        String json = "{\"@type\": \"" + typeUrl("x".repeat(1 << 20)) + "\", \"value\": 1}";

        Failure failure = catchThrowableOfType(Failure.class, () -> method.request(json, "--data"));

        assertThat(failure.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(failure.getMessage()).hasSizeLessThan(700).contains("--data");
    }
}
