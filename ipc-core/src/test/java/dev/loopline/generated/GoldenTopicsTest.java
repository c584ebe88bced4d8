package dev.loopline.generated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.loopline.golden.edition.Edition23X;
import dev.loopline.golden.edition.LightTopic;
import dev.loopline.golden.edition.SoundTopic;
import dev.loopline.golden.topics.Album;
import dev.loopline.golden.topics.AlbumChangedTopic;
import dev.loopline.golden.topics.AlbumSharedTopic;
import dev.loopline.golden.topics.ClosingTopic;
import dev.loopline.golden.topics.DiskUsage;
import dev.loopline.golden.topics.DiskUsageTopic;
import dev.loopline.golden.topics.Measured;
import dev.loopline.golden.topics.MeasuredTopic;
import dev.loopline.golden.topics.Progress;
import dev.loopline.golden.topics.ProgressTopic;
import dev.loopline.golden.topics.Reading;
import dev.loopline.golden.topics.ReadingTopic;
import dev.loopline.golden.topics.VolumeTopic;
import dev.loopline.topic.Topic;
import golden.topicclashes.Counted;
import golden.topicclashes.Valued;
import golden.topicclashes.made.CountedTopic;
import golden.topicclashes.made.ValuedTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The generated topics at run time: {@link GeneratedCodeTest} checks that they compile. */
class GoldenTopicsTest {
    @Test
    void fillsParametersInAndKnowsTheType() {
        Topic<Progress> topic = ProgressTopic.of("summer-2024_1");

        assertThat(topic.name()).isEqualTo("photo.progress.summer-2024_1");
        assertThat(topic.type()).isEqualTo("golden.topics.Progress");
    }

    @Test
    void hasAConstantWithoutParameters() {
        assertThat(ClosingTopic.TOPIC.name()).isEqualTo("photo.closing");
        assertThat(ClosingTopic.TOPIC.type()).isEqualTo("golden.topics.Closing");
    }

    @Test
    void takesParametersFromTheFieldsOfAnEvent() {
        Reading event = Reading.newBuilder()
                .setSite("north")
                .setRack(-1)
                .setSlot(Long.MIN_VALUE)
                .setUnit(-1)
                .setProbe(7)
                .setRow(8)
                .setChannel(-1)
                .setReadingKind("heat")
                .build();

        assertThat(ReadingTopic.of(event).name())
                .isEqualTo("north.-1.-9223372036854775808.4294967295.7.8.18446744073709551615.heat.value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.b", "a.", ".a", "*", ">", "a b", "\u00e4", "a/b", "{album}"})
    void refusesAParameterThatIsNotOneLevelAndNamesIt(String album) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProgressTopic.of(album))
                .withMessage("album: '" + album + "' (expected: one level of a topic's name, [A-Za-z0-9_-]+): other"
                        + " characters must be replaced");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ProgressTopic.of(Progress.newBuilder().setAlbum(album).build()))
                .withMessageStartingWith("album: '" + album + "' (expected: ");
    }

    @Test
    void namesAParameterThatIsNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> DiskUsageTopic.of(null, 1))
                .withMessage("host");
    }

    @Test
    void refusesANameThatIsTooLong() {
        String album = "a".repeat(Topic.MAX_NAME_LENGTH);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProgressTopic.of(album))
                .withMessageStartingWith("topic: 'photo.progress.aaa");
    }

    @Test
    void allMatchesEveryTopicOfTheMessageAndNoOther() {
        assertThat(DiskUsageTopic.all().text()).isEqualTo("disk.*.*.used");
        assertThat(DiskUsageTopic.all().type()).isEqualTo("golden.topics.DiskUsage");
        assertThat(DiskUsageTopic.all().matches(DiskUsageTopic.of("h", 3).name()))
                .isTrue();
        assertThat(DiskUsageTopic.all().matches("disk.h.3.free")).isFalse();
        assertThat(ReadingTopic.all().text()).isEqualTo("*.*.*.*.*.*.*.*.value");
    }

    @Test
    void isRetainedAsTheFileSays() {
        assertThat(ProgressTopic.of("a").isRetained()).isTrue();
        assertThat(VolumeTopic.TOPIC.isRetained()).isTrue();
        assertThat(AlbumSharedTopic.of("a", "b").isRetained()).isTrue();
        assertThat(ClosingTopic.TOPIC.isRetained()).isFalse();
        assertThat(DiskUsageTopic.of("a", 1).isRetained()).isFalse();
    }

    @Test
    void makesKeysOfEveryTypeOfField() {
        assertThat(ProgressTopic.of("a")
                        .keyOf(Progress.newBuilder().setPhotoId("p.1 *").build()))
                .isEqualTo("p.1 *");
        assertThat(DiskUsageTopic.of("a", 1)
                        .keyOf(DiskUsage.newBuilder().setSerial(-1).build()))
                .isEqualTo("18446744073709551615");
        assertThat(AlbumChangedTopic.of(1)
                        .keyOf(Album.Changed.newBuilder().setFinal(true).build()))
                .isEqualTo("true");
        assertThat(AlbumSharedTopic.of("a", "b")
                        .keyOf(Album.Shared.newBuilder().setCount(-5).build()))
                .isEqualTo("-5");
        assertThat(LightTopic.TOPIC.keyOf(Edition23X.Light.getDefaultInstance()))
                .isEqualTo("0");
        assertThat(ClosingTopic.TOPIC.keyOf(ClosingTopic.TOPIC.prototype())).isEmpty();
    }

    @Test
    void anEnumValueThatIsNotKnownHereIsAKeyToo() {
        Reading event = Reading.newBuilder().setPhaseValue(77).build();

        assertThat(ReadingTopic.of("a", 1, 2, 3, 4, 5, 6, "b").keyOf(event)).isEqualTo("77");
        assertThat(SoundTopic.TOPIC.keyOf(
                        Edition23X.Sound.newBuilder().setLoudnessValue(78).build()))
                .isEqualTo("78");
    }

    @Test
    void findsGettersThatProtocHasRenamed() {
        Counted counted =
                Counted.newBuilder().setItemCount2(4).setItemList3("five").build();
        Valued valued = Valued.newBuilder().setKindValue("k").setA1B3("a").build();
        Measured measured =
                Measured.newBuilder().setPhase1Value(6).setPhaseValue2("six").build();

        assertThat(CountedTopic.of(counted).name()).isEqualTo("counted.five");
        assertThat(CountedTopic.of(counted).keyOf(counted)).isEqualTo("4");
        assertThat(ValuedTopic.of(valued).name()).isEqualTo("valued.k.a");
        assertThat(MeasuredTopic.of(measured).name()).isEqualTo("measured.six");
        assertThat(MeasuredTopic.of(measured).keyOf(measured)).isEqualTo("6");
    }
}
