package dev.loopline.examples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextCountTest {
    private static final int SEED = 7;

    @Test
    void countsTheSameWhereverThePiecesAreCut() {
        byte[] text = " eins zwei\n\nd\u00e4rei \u20ac\t\uD83D\uDE00 end\r\n".getBytes(UTF_8);

        for (int cut = 0; cut <= text.length; cut++) {
            TextCount count = new TextCount();
            count.add(text, cut);
            count.add(Arrays.copyOfRange(text, cut, text.length), text.length - cut);

            assertThat(count.isText()).as("cut at %d", cut).isTrue();
            assertThat(count.lines()).as("cut at %d", cut).isEqualTo(3);
            assertThat(count.words()).as("cut at %d", cut).isEqualTo(6);
        }
    }

    @Test
    void agreesWithJavaOnWhatIsUtf8() {
        int[] interesting = {
            0x24, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4,
            0xF5, 0xFF
        };
        Random random = new Random(SEED);

        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[1 + random.nextInt(6)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) interesting[random.nextInt(interesting.length)];
            }
            TextCount count = new TextCount();
            count.add(bytes, bytes.length);

            assertThat(count.isText()).as(Arrays.toString(bytes)).isEqualTo(isUtf8(bytes));
        }
    }

    @Test
    void takesAZeroByteForNoText() {
        TextCount count = new TextCount();

        count.add(new byte[] {'a', 0, 'b'}, 3);

        assertThat(count.isText()).isFalse();
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)) != null;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
