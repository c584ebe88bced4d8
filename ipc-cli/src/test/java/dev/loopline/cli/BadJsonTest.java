package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.loopline.proto.wire.v1.CallHeaders;
import org.junit.jupiter.api.Test;

class BadJsonTest {
    @Test
    void findsAnUnknownFieldInsideARepeatedMessage() {
        Failure failure = explain("{\"metadata\": [{\"key\": \"a\"}, {\"valu\": \"b\"}]}");

        assertThat(failure)
                .hasMessage("--data: field of loopline.wire.v1.MetadataEntry: valu (expected: one of key, value)");
        assertThat(failure.exitCode()).isEqualTo(2);
    }

    @Test
    void showsWhatTheParserSaysOtherwiseWithoutItsClass() {
        assertThat(explain("{\"metadata\": 5}").getMessage())
                .startsWith("--data: not that (expected: JSON of loopline.wire.v1.CallHeaders, fields metadata");
        assertThat(explain("{").getMessage()).startsWith("--data: not that (expected");
    }

    @Test
    void survivesJsonOfAnyDepth() {
        String deep = "{\"metadata\": ".repeat(100_000) + "1" + "}".repeat(100_000);

        assertThat(explain(deep).getMessage()).startsWith("--data: ");
    }

    private static Failure explain(String json) {
        var cause = new InvalidProtocolBufferException("com.google.gson.JsonSyntaxException: not that");
        return BadJson.explain("--data", json, CallHeaders.getDescriptor(), cause);
    }
}
