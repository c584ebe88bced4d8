package dev.loopline.internal.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.loopline.IpcServer;
import dev.loopline.Role;
import dev.loopline.StatusException;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.Token;
import dev.loopline.testing.ManualScheduler;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokenTableTest {
    private static final Duration GRACE = Duration.ofSeconds(60);
    private static final Duration LIFETIME = Duration.ofSeconds(30);
    private static final Role ROLE = Role.named("helper");

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

    @Test
    void anIssuedTokenGivesItsRoleUntilItIsRevoked() {
        table.issue(second, ROLE);

        Grant grant = table.find(second.tokenId()).grant();
        assertThat(tokenOf(second.tokenId())).isEqualTo(second.token());
        assertThat(grant.role()).isSameAs(ROLE);
        assertThat(table.find(first.tokenId()).grant()).isSameAs(Grant.FULL);

        assertThat(table.revoke(second.tokenId())).isSameAs(grant);
        assertThat(grant.isRevoked()).isTrue();
        assertThat(table.find(second.tokenId())).isNull();
        assertThat(table.revoke(second.tokenId())).isNull();
    }

    @Test
    void rotationDoesNotTouchIssuedTokens() {
        table.issue(second, ROLE);
        for (int i = 0; i <= TokenTable.MAX_FORMER; i++) {
            Credential next = Credential.random();
            table.add(next);
            table.end(next.tokenId(), GRACE);
        }
        clock.advance(GRACE.multipliedBy(10));
        table.overwriteEnded();

        assertThat(tokenOf(second.tokenId())).isEqualTo(second.token());
    }

    @Test
    void tooManyTokensAreNotIssued() {
        for (int i = 1; i < IpcServer.MAX_ISSUED_TOKENS; i++) {
            table.issue(Credential.random(), ROLE);
        }
        table.issue(second, ROLE);

        assertThatExceptionOfType(StatusException.class)
                .isThrownBy(() -> table.issue(Credential.random(), ROLE))
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo("TOO_MANY_TOKENS"));
        table.revoke(second.tokenId());
        table.issue(Credential.random(), ROLE);
        assertThat(table.size()).isEqualTo(1 + IpcServer.MAX_ISSUED_TOKENS);
    }

    @Test
    void aPublishedTokenIsNotRevoked() {
        assertThatIllegalArgumentException().isThrownBy(() -> table.revoke(first.tokenId()));
        assertThat(tokenOf(first.tokenId())).isEqualTo(first.token());
    }

    @Test
    void issuedTokensAreOverwrittenWhenTheyEnd() throws ReflectiveOperationException {
        Credential third = Credential.random();
        table.issue(second, ROLE);
        table.issue(third, ROLE);
        List<byte[]> kept = keptBytes();

        table.revoke(second.tokenId());
        table.clear();

        assertThat(kept).hasSize(3).allSatisfy(bytes -> assertThat(bytes).isEqualTo(new byte[32]));
        assertThat(table.find(third.tokenId())).isNull();
        assertThatIllegalStateException().isThrownBy(() -> table.issue(second, ROLE));
    }

    @Test
    void aTokenForOneUseIsUsedOnce() throws ReflectiveOperationException {
        Grant grant = table.issueOnce(second, ROLE, LIFETIME);
        List<byte[]> kept = keptBytes();
        assertThat(table.find(second.tokenId()).grant()).isSameAs(grant);

        assertThat(grant.redeem()).isTrue();

        assertThat(grant.redeem()).isFalse();
        assertThat(table.find(second.tokenId())).isNull();
        table.overwriteEnded();
        assertThat(kept).last().isEqualTo(new byte[32]);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void b13ATokenForOneUseEndsWithItsTime() {
        Grant grant = table.issueOnce(second, ROLE, LIFETIME);
        Grant late = table.issueOnce(Credential.random(), ROLE, LIFETIME);

        clock.advance(LIFETIME.minusNanos(1));
        assertThat(table.find(second.tokenId())).isNotNull();
        assertThat(grant.redeem()).isTrue();
        clock.advance(Duration.ofNanos(1));
        assertThat(late.redeem()).as("of a handshake that had begun in time").isFalse();
        table.overwriteEnded();
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void b12OfManyThatUseATokenAtOnceOneSucceeds() throws Exception {
        for (int round = 0; round < 100; round++) {
            Grant grant = table.issueOnce(Credential.random(), ROLE, LIFETIME);
            AtomicInteger winners = new AtomicInteger();
            CyclicBarrier start = new CyclicBarrier(4);
            List<Thread> racers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Thread racer = new Thread(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException | BrokenBarrierException e) {
                        throw new IllegalStateException(e);
                    }
                    winners.addAndGet(grant.redeem() ? 1 : 0);
                });
                racers.add(racer);
                racer.start();
            }
            for (Thread racer : racers) {
                racer.join();
            }

            assertThat(winners).hasValue(1);
        }
    }

    @Test
    void aTableCanBeWithoutAPublishedToken() {
        TokenTable empty = new TokenTable(clock::nanoTime);
        empty.issueOnce(second, ROLE, LIFETIME);

        assertThat(empty.size()).isEqualTo(1);
        assertThat(empty.revoke(second.tokenId())).isNotNull();
        assertThat(empty.find(second.tokenId())).isNull();
    }

    // What is overwritten cannot be seen from outside, as it should be.
    private List<byte[]> keptBytes() throws ReflectiveOperationException {
        List<Object> entries = new ArrayList<>((Collection<?>) field("entries").get(table));
        entries.addAll(((Map<?, ?>) field("issued").get(table)).values());
        List<byte[]> bytes = new ArrayList<>();
        for (Object entry : entries) {
            Field field = entry.getClass().getDeclaredField("bytes");
            field.setAccessible(true);
            bytes.add((byte[]) field.get(entry));
        }
        return bytes;
    }

    private static Field field(String name) throws ReflectiveOperationException {
        Field field = TokenTable.class.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
