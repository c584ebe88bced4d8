package dev.loopline.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import dev.loopline.proto.OptionsProto;
import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicRefusalTest {
    @Test
    void refusesANameThatIsNone() throws IOException {
        assertThat(refusalOf("refused/topic_name.proto"))
                .isEqualTo("refused/topic_name.proto: message refused.topic.name.Progress: (loopline.topic):"
                        + " 'photo..done', level '' (expected: [A-Za-z0-9_-]+, or a parameter as the whole level,"
                        + " {album}; levels are joined by '.')");
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        ".photo, ''",
        "photo., ''",
        "photo.*, *",
        "photo.>, >",
        "photo.in progress, in progress",
        "photo.\u00e4, \u00e4",
        "photo.album-{album}, album-{album}",
        "photo.{album, {album",
        "photo.album}, album}",
        "photo.{}, {}",
        "photo.{{album}}, {{album}}",
        "photo.{1st}, {1st}",
        "photo.{album.id}, {album"
    })
    void refusesALevelThatIsNone(String topic, String level) throws IOException {
        CodeGeneratorRequest request = edited(
                "refused/topic_name.proto",
                file -> file.getMessageTypeBuilder(0).getOptionsBuilder().setExtension(OptionsProto.topic, topic));

        assertThat(refusalOf(request))
                .startsWith("refused/topic_name.proto: message refused.topic.name.Progress: (loopline.topic): '" + topic
                        + "', level '" + level + "' (expected: ");
    }

    @Test
    void refusesAParameterThatComesTwice() throws IOException {
        assertThat(refusalOf("refused/topic_parameter_twice.proto"))
                .isEqualTo("refused/topic_parameter_twice.proto: message refused.topic.twice.Progress:"
                        + " (loopline.topic): 'photo.{album}.of.{album}', parameter {album} twice (expected: once):"
                        + " rename one of the two");
    }

    @Test
    void refusesANameThatTheHubWouldRefuseForItsLength() throws IOException {
        assertThat(refusalOf("refused/topic_long.proto"))
                .isEqualTo("refused/topic_long.proto: message refused.topic.long.Progress: (loopline.topic): 259"
                        + " characters (expected: <= 255): shorten it");
        assertThat(refusalOf("refused/topic_deep.proto"))
                .isEqualTo("refused/topic_deep.proto: message refused.topic.deep.Progress: (loopline.topic): 17"
                        + " levels (expected: <= 16): shorten it");
    }

    @Test
    void refusesATopicWhoseClassIsAMessage() throws IOException {
        assertThat(refusalOf("refused/topic_clash.proto"))
                .isEqualTo("refused/topic_clash.proto: message refused.topic.clash.Progress:"
                        + " refused.topic.clash.ProgressTopic is also the class of message"
                        + " refused.topic.clash.ProgressTopic (expected: a class of its own): set option"
                        + " (loopline.java_service_package) to another package, or rename one of the two");
    }

    @Test
    void refusesTwoTopicsThatGiveOneClass() throws IOException {
        assertThat(refusalOf("refused/topic_nested_clash.proto"))
                .startsWith("refused/topic_nested_clash.proto: message refused.topic.nested.Album.Changed:"
                        + " refused.topic.nested.AlbumChangedTopic is also made of message"
                        + " refused.topic.nested.AlbumChanged (expected: a class of its own)");
    }

    @Test
    void refusesTwoKeys() throws IOException {
        assertThat(refusalOf("refused/topic_two_keys.proto"))
                .isEqualTo("refused/topic_two_keys.proto: message refused.topic.keys.Progress: (loopline.key) of the"
                        + " fields album and photo (expected: of one): make one field of what tells events apart");
    }

    @ParameterizedTest
    @CsvSource({
        "Bytes, bytes",
        "Double, double",
        "Float, float",
        "Message, message",
        "Repeated, repeated string",
        "Map, map"
    })
    void refusesAKeyThatIsNoText(String message, String type) throws IOException {
        CodeGeneratorRequest request = edited("refused/topic_key_types.proto", file -> {
            DescriptorProto.Builder all = file.getMessageTypeBuilder(0);
            DescriptorProto one = all.getNestedTypeList().stream()
                    .filter(nested -> nested.getName().equals(message))
                    .findAny()
                    .orElseThrow();
            all.removeNestedType(all.getNestedTypeList().indexOf(one));
            all.addNestedType(0, one);
        });

        assertThat(refusalOf(request))
                .isEqualTo("refused/topic_key_types.proto: message refused.topic.types.Case." + message
                        + ", field id: (loopline.key) of a " + type
                        + " (expected: a string, integer, bool or enum that is not repeated)");
    }

    @Test
    void refusesOptionsWithoutATopic() throws IOException {
        assertThat(refusalOf("refused/key_without_topic.proto"))
                .isEqualTo("refused/key_without_topic.proto: message refused.key.alone.Progress, field album:"
                        + " (loopline.key) without (loopline.topic) (expected: both): give the message a topic");
        assertThat(refusalOf("refused/retained_without_topic.proto"))
                .isEqualTo("refused/retained_without_topic.proto: message refused.retained.alone.Outer.Progress:"
                        + " (loopline.retained) without (loopline.topic) (expected: both): give the message a topic");
    }

    @Test
    void refusesAKeyThatTheMessageDoesNotDeclare() throws IOException {
        assertThat(refusalOf("refused/key_of_extension.proto"))
                .isEqualTo("refused/key_of_extension.proto: extension refused.key.extension.Outer.album:"
                        + " (loopline.key) of an extension (expected: of a field that the message declares itself)");
    }

    @Test
    void refusesLiteMessages() throws IOException {
        assertThat(refusalOf("refused/topic_lite.proto"))
                .isEqualTo("refused/topic_lite.proto: optimize_for: LITE_RUNTIME (expected: SPEED or CODE_SIZE): a"
                        + " topic needs its descriptor at run time");
    }

    /** {@return a request for one file, after a change of what protoc has made of it} */
    private static CodeGeneratorRequest edited(String proto, Consumer<FileDescriptorProto.Builder> change)
            throws IOException {
        CodeGeneratorRequest.Builder request = TestProtos.request(proto).toBuilder();
        for (FileDescriptorProto.Builder file : request.getProtoFileBuilderList()) {
            if (file.getName().equals(proto)) {
                change.accept(file);
            }
        }
        return request.build();
    }

    private static String refusalOf(String proto) throws IOException {
        return refusalOf(TestProtos.request(proto));
    }

    private static String refusalOf(CodeGeneratorRequest request) throws IOException {
        CodeGeneratorResponse response = TestProtos.answer(request);
        assertThat(response.getFileList()).isEmpty();
        return response.getError();
    }
}
