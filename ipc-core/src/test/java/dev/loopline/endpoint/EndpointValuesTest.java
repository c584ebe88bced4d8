package dev.loopline.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointValuesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "photo/thumbs", "a.b-c_d/0/...", ".hidden", "..a/b..", "con"})
    void takesNamesOfAllowedSegments(String name) {
        assertThat(EndpointName.of(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "/a", "a/", "a//b", ".", "..", "a/..", "../a", "a/./b", "A", "a b", "a+b", "a%2fb", "a\\b",
                "a:b", "\u00e9", "a\n", "a\0", "\u0131"
            })
    void refusesOtherNamesAndShowsThem(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndpointName.of(name))
                .withMessageStartingWith("endpoint name: \"")
                .withMessageContaining("(expected: ")
                .withMessageNotContainingAny("\n", "\0");
    }

    @Test
    void refusesANameThatIsTooLong() {
        assertThatCode(() -> EndpointName.of("a".repeat(128))).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndpointName.of("a".repeat(129)))
                .withMessage("endpoint name: 129 characters (expected: at most 128)");
    }

    @Test
    void anIdIsTheSameAsItsBytesAndItsText() {
        EndpointId id = EndpointId.random();

        assertThat(EndpointId.of(id.bytes())).isEqualTo(id);
        assertThat(EndpointId.parse(id.toString())).isEqualTo(id);
        assertThat(id.toString())
                .isEqualTo(HexFormat.of().formatHex(id.bytes()))
                .hasSize(32);
        assertThat(EndpointId.random()).isNotEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0123456789ABCDEF0123456789ABCDEF", "0123456789abcdef0123456789abcdeg"})
    void refusesAnIdThatIsNot32DigitsInLowerCase(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> EndpointId.parse(text));
    }

    @Test
    void nothingThatPrintsShowsTheToken() {
        Endpoint endpoint = Samples.endpoint();
        byte[] secret = endpoint.credential().token().bytes();
        List<String> encoded = List.of(
                HexFormat.of().formatHex(secret),
                Base64.getEncoder().encodeToString(secret),
                Base64.getUrlEncoder().withoutPadding().encodeToString(secret));

        List<String> printed = List.of(
                endpoint.toString(),
                endpoint.credential().toString(),
                endpoint.credential().token().toString());

        assertThat(printed)
                .allSatisfy(text -> assertThat(text).contains("Token[redacted]").doesNotContain(encoded));
        assertThat(endpoint.credential().token()).hasSameHashCodeAs(Token.random());
    }

    @Test
    void tokensAreEqualByTheirBytesAndDoNotShareThem() {
        Token token = Token.random();
        byte[] bytes = token.bytes();

        assertThat(Token.of(bytes)).isEqualTo(token);
        assertThat(Token.decode(token.encoded())).isEqualTo(token);
        bytes[31] ^= 1;
        assertThat(Token.of(bytes)).isNotEqualTo(token);
        assertThat(token.bytes()).isNotEqualTo(bytes);
    }

    @Test
    void refusesATokenThatIsNotCanonicalWithoutShowingIt() {
        String encoded = Token.of(new byte[32]).encoded();

        for (String text :
                List.of(encoded + "=", encoded.substring(1), encoded.replaceFirst("A$", "B"), "*" + encoded)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Token.decode(text))
                    .withMessageStartingWith("token: ")
                    .withMessageNotContaining("AAA");
        }
    }

    @Test
    void anEndpointHasOnlyLoopbackAddresses() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> at(new InetSocketAddress(Samples.address(10, 0, 0, 1), 1)))
                .withMessageContaining("10.0.0.1");
        assertThatIllegalArgumentException().isThrownBy(() -> at(new InetSocketAddress(1))); // wildcard
        assertThatIllegalArgumentException()
                .isThrownBy(() -> at(InetSocketAddress.createUnresolved("localhost", 1)))
                .withMessageContaining("names are not resolved");
        assertThatIllegalArgumentException().isThrownBy(() -> at(Samples.v4(0))).withMessageStartingWith("port: 0");
        assertThatIllegalArgumentException().isThrownBy(() -> at());
        assertThatIllegalArgumentException().isThrownBy(() -> at(Samples.v4(1), Samples.v6(2)));
        assertThatIllegalArgumentException().isThrownBy(() -> at(Samples.v4(1), Samples.v4(1)));
        assertThat(at(Samples.v6(7), Samples.v4(7)).port()).isEqualTo(7);
    }

    @Test
    void anEndpointForgetsTheHostNameOfAnAddress() throws UnknownHostException {
        InetSocketAddress named =
                new InetSocketAddress(InetAddress.getByAddress("evil.example", new byte[] {127, 0, 0, 1}), 7);

        assertThat(at(named).toString()).doesNotContain("evil.example");
    }

    @Test
    void portsAreCheckedWhenThePolicyIsMade() {
        assertThat(PortPolicy.fixed(65_535)).isEqualTo(new PortPolicy.Fixed(65_535));
        assertThat(PortPolicy.range(5, 5)).isEqualTo(new PortPolicy.Range(5, 5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortPolicy.fixed(0))
                .withMessage("port: 0 (expected: 1..65535)");
        assertThatIllegalArgumentException().isThrownBy(() -> PortPolicy.preferred(65_536));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortPolicy.range(6, 5))
                .withMessage("last: 5 (expected: 6..65535)");
    }

    private static Endpoint at(InetSocketAddress... addresses) {
        return new Endpoint(
                Samples.NAME,
                EndpointId.random(),
                List.of(addresses),
                Credential.random(),
                ProcessIdentity.current(),
                "",
                Samples.CREATED_AT);
    }
}
