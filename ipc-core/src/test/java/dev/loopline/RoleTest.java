package dev.loopline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoleTest {
    private static final Role NOTHING = Role.named("nothing");

    @Test
    void permitsWhatItWasGivenAndNothingElse() {
        Role role =
                NOTHING.mayCall("a.One/Read", "a.Two/*").mayPublish("done.*").maySubscribe("progress.>", "state");

        assertThat(role.permitsCall("a.One/Read")).isTrue();
        assertThat(role.permitsCall("a.One/Write")).isFalse();
        assertThat(role.permitsCall("a.Two/Anything")).isTrue();
        assertThat(role.permitsCall("a.Two.Three/Anything")).isFalse();
        assertThat(role.permitsPublish("done.7")).isTrue();
        assertThat(role.permitsPublish("done.7.8")).isFalse();
        assertThat(role.permitsPublish("progress.7")).isFalse();
        assertThat(role.permitsSubscribe("progress.*")).isTrue();
        assertThat(role.permitsSubscribe("state")).isTrue();
        assertThat(role.permitsSubscribe("*")).isFalse();
        assertThat(role.permitsSubscribe(">")).isFalse();
        assertThat(role.permitsSubscribe("done.*")).isFalse();
    }

    @Test
    void aNewRolePermitsHealthOnly() {
        assertThat(NOTHING.permitsCall("loopline.health.v1.Health/Check")).isTrue();
        assertThat(NOTHING.permitsCall("loopline.reflection.v1.Reflection/List"))
                .isFalse();
        assertThat(NOTHING.permitsCall("a.One/Read")).isFalse();
        assertThat(NOTHING.permitsPublish("a")).isFalse();
        assertThat(NOTHING.permitsSubscribe("a")).isFalse();
    }

    @Test
    void theFullRolePermitsEverything() {
        assertThat(Role.FULL.permitsCall("a.One/Read")).isTrue();
        assertThat(Role.FULL.permitsCall("loopline.reflection.v1.Reflection/List"))
                .isTrue();
        assertThat(Role.FULL.permitsPublish("a.b.c")).isTrue();
        assertThat(Role.FULL.permitsSubscribe(">")).isTrue();
        assertThat(NOTHING.mayCall("*").permitsCall("a.One/Read")).isTrue();
    }

    @Test
    void whatCannotBeANameIsNotPermittedToAnyone() {
        assertThat(Role.FULL.permitsCall("a.One")).isFalse();
        assertThat(Role.FULL.permitsCall("")).isFalse();
        assertThat(Role.FULL.permitsCall("a.One/*")).isFalse();
        assertThat(Role.FULL.permitsPublish("a.*")).isFalse();
        assertThat(Role.FULL.permitsPublish("")).isFalse();
        assertThat(Role.FULL.permitsSubscribe("a..b")).isFalse();
    }

    @Test
    void permissionsAddUpAndLeaveTheRoleTheyAreAddedToAsItWas() {
        Role first = NOTHING.mayCall("a.One/Read");

        Role second = first.mayCall("a.One/Write");

        assertThat(second.permitsCall("a.One/Read")).isTrue();
        assertThat(first.permitsCall("a.One/Write")).isFalse();
        assertThat(NOTHING.permitsCall("a.One/Read")).isFalse();
        assertThat(second.name()).isEqualTo("nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "full", "a\n", "ä"})
    void refusesANameThatIsNone(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Role.named(name))
                .withMessage("role: '" + name + "' (expected: 1 to 64 characters of [A-Za-z0-9._-], and not 'full')");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.One", "a.One/", "/*", "*/*", "a.*/Read", "a.One/R*", "a.One/**", "**"})
    void refusesAMethodThatIsNone(String method) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NOTHING.mayCall(method))
                .withMessage(
                        "method: '" + method + "' (expected: 'package.Service/Method', 'package.Service/*' or '*')");
    }

    @Test
    void refusesATopicThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NOTHING.mayPublish("a.>.b"))
                .withMessageStartingWith("topic pattern: 'a.>.b' (expected: ");
        assertThatIllegalArgumentException().isThrownBy(() -> NOTHING.maySubscribe(""));
    }

    @Test
    void permitsABoundedNumber() {
        String[] topics = IntStream.rangeClosed(0, Role.MAX_ENTRIES)
                .mapToObj(number -> "t" + number)
                .toArray(String[]::new);
        String[] methods = IntStream.rangeClosed(0, Role.MAX_ENTRIES)
                .mapToObj(number -> "a.One/M" + number)
                .toArray(String[]::new);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> NOTHING.mayCall(methods))
                .withMessage("methods: 257 (expected: 0..256)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NOTHING.mayPublish(topics))
                .withMessage("topics: 257 (expected: 0..256)");
        assertThatIllegalArgumentException().isThrownBy(() -> NOTHING.maySubscribe(topics));
    }
}
