package dev.loopline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.google.protobuf.ByteString;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoClient;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

class LooplineExtensionTest {
    private static final EchoMessage HELLO = EchoMessage.newBuilder()
            .setPayload(ByteString.copyFromUtf8("hello"))
            .build();

    @RegisterExtension
    final LooplineExtension loopline =
            LooplineExtension.serving(EchoService.of(new ConformanceEcho())).inProcess();

    @Test
    void givesAServerAndAClient() {
        EchoMessage answer = EchoClient.on(loopline.client()).unary(HELLO);

        assertThat(answer).isEqualTo(HELLO);
        assertThat(loopline.client()).isSameAs(loopline.client());
        assertThat(loopline.server().connections()).hasSize(1);
    }

    @Test
    void givesFurtherClients() {
        try (IpcClient another = loopline.newClient().connect()) {
            assertThat(EchoClient.on(another).unary(HELLO)).isEqualTo(HELLO);
        }
    }

    @Test
    void refusesAProxyBetweenWhatHasNoSockets() {
        assertThatThrownBy(() -> LooplineExtension.serving().inProcess().throughFaultProxy())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected: one of the two");
    }

    @Test
    void saysThatThereIsNoProxy() {
        assertThatThrownBy(loopline::proxy).hasMessageContaining("throughFaultProxy()");
    }

    /** Run by the test below it alone: JUnit finds no nested class that is static. */
    static class LeavesAServerAndAClient {
        static final Deque<AutoCloseable> LEFT = new ArrayDeque<>();

        @RegisterExtension
        final LooplineExtension loopline = LooplineExtension.serving().inProcess();

        @Test
        void leaves() {
            LEFT.push(IpcServer.named("left")
                    .directory(loopline.directory())
                    .transport(new InProcessLoopback())
                    .start());
            LEFT.push(loopline.newClient().connect());
        }
    }

    @Test
    void failsATestThatLeavesAServerAndAClient() throws Exception {
        Events tests = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(LeavesAServerAndAClient.class))
                .execute()
                .testEvents();
        while (!LeavesAServerAndAClient.LEFT.isEmpty()) {
            LeavesAServerAndAClient.LEFT.pop().close();
        }

        TestExecutionResult result =
                tests.failed().stream().findFirst().orElseThrow().getRequiredPayload(TestExecutionResult.class);
        assertThat(result.getThrowable().orElseThrow())
                .hasMessageContaining("endpoint left")
                .hasMessageContaining("thread loopline-server")
                .hasMessageContaining("thread loopline-client")
                .hasMessageContaining("(expected: nothing)");
    }
}
