package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.StringValue;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoClient;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EmitRequest;
import dev.loopline.proto.echo.v1.Summary;
import dev.loopline.proto.reflection.v1.DescribeRequest;
import dev.loopline.reflection.ReflectionClient;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.Topic;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Topics as clients in any language are tried against, and as reflection tells of them. */
class EmitTest extends SystemFixture {
    private static final Topic<EchoMessage> TOPIC = Topic.of("conformance.events", EchoMessage.getDefaultInstance());

    private final Queue<EchoMessage> received = new ConcurrentLinkedQueue<>();

    @Test
    void publishesAsManyMessagesAsItWasAskedFor() {
        emittingServer();
        IpcClient client = later(client("emit").connect());
        Subscription subscription = client.topic(TOPIC).subscribe(received::add);

        Summary summary = EchoClient.on(client).emit(request(300, 3, 0));

        await().until(() -> subscription.delivered() + subscription.missed() == 300);
        assertThat(summary)
                .isEqualTo(Summary.newBuilder().setMessages(300).setBytes(900).build());
        assertThat(received).allMatch(message -> message.getPayload().size() == 3);
    }

    @Test
    void endsEarlyWhenTheCallIsCancelled() {
        IpcServer server = emittingServer();
        IpcClient client = later(client("emit").connect());
        client.topic(TOPIC).subscribe(received::add);

        CompletableFuture<Summary> call = EchoClient.on(client).async().emit(request(-1, 0, 3_000_000));
        await().until(() -> received.size() == 1);
        call.cancel(true);

        assertThat(server.drain().cancelled()).isZero();
    }

    @Test
    void aServerThatCallsItsClientHearsOfWhatThatPublishes() {
        IpcServer server = later(server("hub").start());
        later(client("hub").service(EchoService.of(new ConformanceEcho())).connect());
        await().until(() -> server.connections().size() == 1);
        server.topic(TOPIC).subscribe(received::add);

        Summary summary = EchoClient.on(server.connections().get(0)).emit(request(2, 1, 0));

        await().until(() -> received.size() == 2);
        assertThat(summary.getMessages()).isEqualTo(2);
    }

    @Test
    void whatIsNoTopicIsRefused() {
        emittingServer();
        IpcClient client = later(client("emit").connect());

        assertThatThrownBy(() -> EchoClient.on(client)
                        .emit(EmitRequest.newBuilder().setTopic("a..b").build()))
                .isInstanceOfSatisfying(StatusException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(StatusCode.INVALID_ARGUMENT);
                    assertThat(failure.reason()).isEqualTo("BAD_TOPIC");
                });
    }

    @Test
    void reflectionDescribesTheTypesOfDeclaredTopics() {
        later(server("declaring")
                .topic(Topic.of("notes", StringValue.getDefaultInstance()))
                .start());
        later(server("silent").start());
        IpcClient declaring = later(client("declaring").connect());
        IpcClient silent = later(client("silent").connect());
        DescribeRequest request = DescribeRequest.newBuilder()
                .setSymbol("google.protobuf.StringValue")
                .build();

        FileDescriptorSet described = ReflectionClient.on(declaring).describe(request);

        FileDescriptor file = StringValue.getDescriptor().getFile();
        assertThat(described.getFileList()).containsExactly(file.toProto());
        assertThat(failureOf(() -> ReflectionClient.on(silent).describe(request))
                        .reason())
                .isEqualTo("SYMBOL_NOT_FOUND");
    }

    private IpcServer emittingServer() {
        return later(
                server("emit").service(EchoService.of(new ConformanceEcho())).start());
    }

    private static EmitRequest request(int count, int size, int intervalMicros) {
        return EmitRequest.newBuilder()
                .setTopic(TOPIC.name())
                .setCount(count)
                .setSize(size)
                .setIntervalMicros(intervalMicros)
                .build();
    }
}
