package dev.loopline.internal.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.Token;
import dev.loopline.testing.ManualScheduler;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokenTableTest {
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final ManualScheduler clock = new ManualScheduler();
    private final Credential first = Credential.random();
    private final Credential second = Credential.random();
    private final TokenTable table = new TokenTable(first, clock::nanoTime);

    private @Nullable Token tokenOf(long tokenId) {
        ServerHandshake.Known known = table.find(tokenId);
        return known == null ? null : known.token();
    }

    @Test
    void aReplacedTokenIsTakenUntilItsGraceIsOver() {
        table.add(second);
        table.end(first.tokenId(), GRACE);

        clock.advance(GRACE.minusNanos(1));
        assertThat(tokenOf(first.tokenId())).isEqualTo(first.token());
        clock.advance(Duration.ofNanos(1));
        assertThat(table.find(first.tokenId())).isNull();
        assertThat(tokenOf(second.tokenId())).isEqualTo(second.token());
    }

    @Test
    void withoutGraceItEndsAtOnce() {
        table.add(second);
        table.end(first.tokenId(), Duration.ZERO);

        assertThat(table.find(first.tokenId())).isNull();
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void anUnknownIdFindsNothing() {
        assertThat(table.find(first.tokenId() + 1)).isNull();
    }

    @Test
    void tokensAreOverwrittenWhenTheyEnd() throws ReflectiveOperationException {
        List<byte[]> kept = keptBytes();
        table.add(second);
        table.end(first.tokenId(), GRACE);
        clock.advance(GRACE);

        table.overwriteEnded();

        assertThat(kept).singleElement().isEqualTo(new byte[32]);
        assertThat(table.size()).isEqualTo(1);
        assertThat(first.token().bytes()).as("the application's own copy").isNotEqualTo(new byte[32]);
    }

    @Test
    void clearingOverwritesThemAll() throws ReflectiveOperationException {
        table.add(second);
        List<byte[]> kept = keptBytes();

        table.clear();

        assertThat(kept).hasSize(2).allSatisfy(bytes -> assertThat(bytes).isEqualTo(new byte[32]));
        assertThat(table.find(second.tokenId())).isNull();
    }

    @Test
    void tooManyReplacedTokensEndTheOldest() {
        List<Credential> all = new ArrayList<>(List.of(first));
        for (int i = 0; i <= TokenTable.MAX_FORMER; i++) {
            Credential next = Credential.random();
            table.add(next);
            table.end(all.get(all.size() - 1).tokenId(), GRACE);
            all.add(next);
        }

        assertThat(table.size()).isEqualTo(TokenTable.MAX_FORMER + 1);
        assertThat(table.find(first.tokenId())).isNull();
        assertThat(all.subList(1, all.size())).allSatisfy(credential -> assertThat(tokenOf(credential.tokenId()))
                .isEqualTo(credential.token()));
    }

    // What is overwritten cannot be seen from outside, as it should be.
    private List<byte[]> keptBytes() throws ReflectiveOperationException {
        Field entries = TokenTable.class.getDeclaredField("entries");
        entries.setAccessible(true);
        List<byte[]> bytes = new ArrayList<>();
        for (Object entry : (List<?>) entries.get(table)) {
            Field field = entry.getClass().getDeclaredField("bytes");
            field.setAccessible(true);
            bytes.add((byte[]) field.get(entry));
        }
        return bytes;
    }
}
