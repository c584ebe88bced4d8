package dev.loopline.internal.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackLiteralTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.255.255.254", "127.0.1.1", "::1"})
    void readsWhatItWrites(String literal) {
        assertThat(LoopbackLiteral.parse(literal).isLoopbackAddress()).isTrue();
        assertThat(LoopbackLiteral.format(LoopbackLiteral.parse(literal))).isEqualTo(literal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "127.0.0.1 ",
                "127.0.0.001",
                "127.0.0.300",
                "127.0.0",
                "::01",
                "::ffff:127.0.0.1",
                "\u0661\u0662\u0667.0.0.1",
                "127.0.0.\u0661",
                "1.127.0.1",
                "127.0.0.1\n"
            })
    void refusesEveryOtherSpelling(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> LoopbackLiteral.parse(text));
    }

    @Test
    void neverTakesAnythingThatIsNotLoopback() {
        Random random = new Random(62_893);
        for (int i = 0; i < 100_000; i++) {
            String text = random.nextInt(256) + "." + random.nextInt(300) + "." + random.nextInt(300) + "."
                    + random.nextInt(300);
            try {
                assertThat(LoopbackLiteral.parse(text).isLoopbackAddress()).isTrue();
                assertThat(text).startsWith("127.");
            } catch (IllegalArgumentException e) {
                assertThat(text).matches(t -> !t.startsWith("127.") || t.matches(".*\\.(2[6-9].|25[6-9])(\\..*)?"));
            }
        }
    }
}
