package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.AbstractParser;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.Parser;
import dev.loopline.Certainty;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EchoProto;
import dev.loopline.testing.EnginePair;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parsers that throw what they should not, as one does that runs out of memory. */
@Timeout(60)
class ParserFailureTest {
    static Stream<Supplier<Throwable>> failures() {
        return Stream.of(
                () -> new IllegalStateException("parser"),
                () -> new StackOverflowError("parser"),
                () -> new OutOfMemoryError("parser"));
    }

    private static Parser<EchoMessage> throwing(Supplier<Throwable> failure) {
        return new AbstractParser<>() {
            @Override
            public EchoMessage parsePartialFrom(CodedInputStream input, ExtensionRegistryLite extensions) {
                Throwable thrown = failure.get();
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) thrown;
            }
        };
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aResponseWhoseParserFailsEndsItsCallOnly(Supplier<Throwable> thrown) throws Exception {
        MethodDescriptor<EchoMessage, EchoMessage> broken =
                MethodDescriptor.unary(EchoService.UNARY.fullName(), EchoMessage.parser(), throwing(thrown));
        try (EnginePair pair = Engines.inProcess().serve(Engines.echo()).connect()) {
            for (int size : new int[] {1, 100_000}) {
                StatusException failure = Engines.failureOf(
                        pair.client().callAsync(broken, Engines.text("x".repeat(size)), CallOptions.DEFAULT));

                assertThat(failure.reason())
                        .isEqualTo(thrown.get() instanceof OutOfMemoryError ? "OUT_OF_MEMORY" : "BAD_RESPONSE");
                assertThat(failure.certainty()).isEqualTo(Certainty.EXECUTED);
            }
            assertThat(Engines.answerTo(Engines.start(pair.client(), "y"))).isEqualTo("y");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30_000, 100_000})
    void aRequestWhoseParserFailsEndsItsCallOnly(int size) throws Exception {
        assertRequestFails(size, () -> new IllegalStateException("secret"), "BAD_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30_000, 100_000})
    void aRequestForWhichThereIsNoMemoryEndsItsCallOnly(int size) throws Exception {
        assertRequestFails(size, () -> new OutOfMemoryError("secret"), "OUT_OF_MEMORY");
    }

    private static void assertRequestFails(int size, Supplier<Throwable> thrown, String reason) throws Exception {
        MethodDescriptor<EchoMessage, EchoMessage> broken =
                MethodDescriptor.unary(EchoService.UNARY.fullName(), throwing(thrown), EchoMessage.parser());
        ServiceDefinition service = ServiceDefinition.builder(
                        EchoProto.getDescriptor().findServiceByName("Echo"))
                .unary(broken, (request, call) -> request)
                .build();
        try (EnginePair pair = Engines.inProcess().serve(service).connect()) {
            StatusException failure = Engines.failureOf(Engines.start(pair.client(), "x".repeat(size)));

            assertThat(failure.reason()).isEqualTo(reason);
            assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
            assertThat(failure).hasMessageNotContaining("secret");
            assertThat(pair.client().isOpen()).isTrue();
        }
    }
}
