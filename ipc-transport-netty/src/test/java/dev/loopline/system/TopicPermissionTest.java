package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.Role;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.hub.v1.TopicInfo;
import dev.loopline.topic.Presence;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.TopicChannel.Published;
import dev.loopline.topic.TopicPattern;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that permit some topics only. */
class TopicPermissionTest extends TopicFixture {
    private static final Role HELPER =
            Role.named("helper").mayPublish("photo.done.*").maySubscribe("photo.progress.>", "photo.state");

    private final Queue<Long> received = new ConcurrentLinkedQueue<>();
    private IpcServer hub;
    private IpcClient helper;

    @BeforeEach
    void connect() {
        hub = later(server("b15").start());
        helper = later(IpcClient.to(hub.issueToken(HELPER)).connect());
    }

    private static void assertRefused(ThrowingCallable code) {
        StatusException failure = failureOf(code);
        assertThat(failure.code()).isEqualTo(StatusCode.PERMISSION_DENIED);
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
    }

    @Test
    void b15WhatTheRolePermitsWorks() {
        hub.topic(topic("photo.done.7")).subscribe(event -> received.add(number(event)));
        Subscription subscription = helper.subscribe(
                TopicPattern.of("photo.progress.*", EchoMessage.getDefaultInstance()),
                DEFAULT,
                event -> received.add(number(event.message())));

        Published became = helper.topic(topic("photo.done.7")).publish(event(1));
        hub.topic(topic("photo.progress.7")).publish(event(2));

        assertThat(became).isEqualTo(Published.QUEUED);
        await().until(() -> received.size() == 2);
        assertThat(received).containsExactlyInAnyOrder(1L, 2L);
        assertThat(subscription.isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"photo.done", "photo.done.7.more", "photo.progress.7", "photo.state", "other"})
    void b15NothingIsPublishedOutsideTheRole(String name) {
        hub.subscribe(TopicPattern.ofAnyType(">"), DEFAULT, event -> received.add(0L));

        assertRefused(() -> helper.topic(topic(name)).publish(event(1)));
        assertRefused(() -> helper.leaveWill(topic(name), event(1)));
        Throwable confirmed = catchThrowable(
                () -> helper.topic(topic(name)).publishConfirmed(event(1)).get(10, TimeUnit.SECONDS));

        assertThat(confirmed).isInstanceOf(ExecutionException.class);
        assertRefused(() -> {
            throw confirmed.getCause();
        });
        helper.topic(topic("photo.done.7")).publish(event(1));
        await().until(() -> received.size() == 1);
        assertThat(hub.topics(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"photo.done.7", "photo.progress", "photo.>", "photo.*", "photo.*.7", ">", "*", "photo.state.>"})
    void b15NothingIsSubscribedToOutsideTheRole(String pattern) {
        assertRefused(() ->
                helper.subscribe(TopicPattern.ofAnyType(pattern), DEFAULT.withRetained(), event -> received.add(0L)));

        hub.topic(topic("photo.done.7").retained()).publish(event(1));
        hub.topic(topic("photo.state")).publish(event(1));
        Subscription permitted =
                helper.topic(topic("photo.state")).subscribe(DEFAULT.withRetained(), event -> received.add(1L));
        hub.topic(topic("photo.state")).publish(event(2));
        await().until(() -> permitted.delivered() == 1);
        assertThat(received).containsExactly(1L);
    }

    @Test
    void b15WhoIsConnectedAndWhatElseThereIsStaysHidden() {
        hub.topic(topic("secret").retained()).publish(event(1));
        hub.topic(topic("photo.state").retained()).publish(event(1));

        assertThat(failureOf(() -> helper.peers()).code()).isEqualTo(StatusCode.PERMISSION_DENIED);
        assertRefused(() -> helper.topic(Presence.TOPIC).subscribe(peer -> received.add(0L)));
        assertThat(helper.topics(">"))
                .extracting(TopicInfo::getTopic)
                .extracting(name -> name.getName())
                .containsExactly("photo.state");
    }
}
