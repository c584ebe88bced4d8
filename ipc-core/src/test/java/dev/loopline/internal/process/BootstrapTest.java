package dev.loopline.internal.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loopline.StatusException;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.endpoint.Token;
import dev.loopline.internal.endpoint.LoopbackLiteral;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapTest {
    private static final String TOKEN = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String LINE = "loopline1 host=127.0.0.1 port=40123 endpoint=a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"
            + " token_id=0102030405060708 token=" + TOKEN + " pid=4711 start=123456 name=thumbs";

    private static Bootstrap bootstrap(String host, int port, String name, long startTicks) {
        return new Bootstrap(
                name,
                new InetSocketAddress(LoopbackLiteral.parse(host), port),
                EndpointId.parse("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"),
                new Credential(0x0102030405060708L, Token.of(HexFormat.of().parseHex(TOKEN))),
                4711,
                startTicks);
    }

    private static String line(Bootstrap bootstrap) {
        return new String(bootstrap.encode(), US_ASCII);
    }

    private static Bootstrap read(String input) {
        return new HostInput(new ByteArrayInputStream(input.getBytes(US_ASCII))).readLine();
    }

    private static StatusException failure(String input) {
        return catchThrowableOfType(StatusException.class, () -> read(input));
    }

    @Test
    void theLineIsAsDocumented() {
        assertThat(line(bootstrap("127.0.0.1", 40_123, "thumbs", 123_456))).isEqualTo(LINE + "\n");
        assertThat(line(bootstrap("::1", 40_123, "thumbs", -1)))
                .contains(" host=::1 ")
                .doesNotContain("start");
    }

    @Test
    void whatIsWrittenIsRead() {
        Bootstrap written = bootstrap("::1", 65_535, "a".repeat(64), Long.MAX_VALUE);

        assertThat(written.encode()).hasSizeLessThanOrEqualTo(Bootstrap.MAX_BYTES);
        assertThat(read(line(written) + "more")).isEqualTo(written);
    }

    @Test
    void wordsThatAreNotKnownAreSkipped() {
        assertThat(read(LINE + " colour=blue\n")).isEqualTo(read(LINE + "\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host=10.0.0.1",
                "host=localhost",
                "port=65536",
                "port=x",
                "endpoint=a0",
                "token_id=0",
                "token=00",
                "pid=",
                "start=x",
                "name=a b",
                "name=",
            })
    void aFieldThatIsWrongIsRefusedWithoutShowingAnything(String field) {
        String key = field.substring(0, field.indexOf('='));

        StatusException failure = failure(LINE.replaceAll(key + "=\\S+", field) + "\n");

        assertThat(failure.reason()).isEqualTo("NO_HOST");
        assertThat(failure).hasMessageContaining("bootstrap line: ");
        assertThat(failure.toString()).doesNotContain(TOKEN, field);
        assertThat(failure.getCause()).isNull();
    }

    @Test
    void aFieldThatIsMissingOrThereTwiceIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Bootstrap.parse(LINE.replace(" port=40123", "")));
        assertThatIllegalArgumentException().isThrownBy(() -> Bootstrap.parse(LINE + " port=40123"));
        assertThatIllegalArgumentException().isThrownBy(() -> Bootstrap.parse(LINE + "  "));
    }

    @Test
    void whatIsNoLineOfAHostIsRefused() {
        assertThat(failure("")).hasMessageContaining("standard input ended before the line of a host");
        assertThat(failure(LINE)).hasMessageContaining("standard input ended before the line of a host");
        assertThat(failure("hello\n")).hasMessageContaining("its first line is not of a host");
        assertThat(failure("loopline2" + LINE.substring(9) + "\n")).hasMessageContaining("is not of a host");
        assertThat(failure("x".repeat(Bootstrap.MAX_BYTES) + "\n"))
                .hasMessageContaining("a line of more than 511 bytes");
    }
}
