package dev.loopline.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse.Feature;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RefusalTest {
    @Test
    void refusesAServiceWhoseInterfaceIsTheOuterClass() throws IOException {
        assertThat(refusalOf("refused/echo_service.proto"))
                .isEqualTo("refused/echo_service.proto: service refused.outer.Echo: refused.outer.EchoService is also"
                        + " the outer class of refused/echo_service.proto (expected: a class of its own):"
                        + " set option (loopline.java_service_package) to another package, or rename one of the two");
    }

    @Test
    void refusesAServiceWhoseClientIsAMessage() throws IOException {
        assertThat(refusalOf("refused/message_clash.proto"))
                .startsWith("refused/message_clash.proto: service refused.message.Echo: refused.message.EchoClient is"
                        + " also the class of message refused.message.EchoClient (expected: a class of its own)");
    }

    @Test
    void refusesTwoServicesThatGiveOneClass() throws IOException {
        assertThat(refusalOf("refused/service_clash_first.proto", "refused/service_clash.proto"))
                .startsWith("refused/service_clash.proto: service refused.second.Echo: dev.loopline.refused.EchoService"
                        + " is also made of service refused.first.Echo (expected: a class of its own)");
    }

    @Test
    void refusesAFileWithoutAPackage() throws IOException {
        assertThat(refusalOf("refused/no_package.proto"))
                .isEqualTo("refused/no_package.proto: neither package nor java_package (expected: one of them): Java"
                        + " classes without a package cannot be used from another one");
    }

    @Test
    void refusesAMessageWithoutAPackageAndNamesItsFile() throws IOException {
        assertThat(refusalOf("refused/imports_no_package.proto"))
                .startsWith("refused/no_package.proto: neither package nor java_package");
    }

    @Test
    void refusesAServicePackageThatJavaDoesNotPermit() throws IOException {
        assertThat(refusalOf("refused/bad_service_package.proto"))
                .isEqualTo("refused/bad_service_package.proto: (loopline.java_service_package): 'dev.loopline.new'"
                        + " (expected: the name of a Java package)");
    }

    @Test
    void refusesLiteMessages() throws IOException {
        assertThat(refusalOf("refused/lite.proto"))
                .isEqualTo("refused/lite.proto: optimize_for: LITE_RUNTIME (expected: SPEED or CODE_SIZE): a service"
                        + " needs its descriptor at run time");
    }

    @Test
    void refusesALaterEdition() throws IOException {
        assertThat(refusalOf("refused/edition_2024.proto"))
                .isEqualTo("refused/edition_2024.proto: edition 2024 (expected: edition 2023 or earlier): use an"
                        + " earlier edition");
    }

    @Test
    void refusesANameThatTheWireCannotCarry() throws IOException {
        assertThat(refusalOf("refused/long_name.proto"))
                .startsWith("refused/long_name.proto: service refused.name.long.Echo, method Moooo")
                .endsWith(": a full name of 256 characters (expected: <= 255): shorten the name of package, service"
                        + " or method");
    }

    @Test
    void refusesAnyParameter() throws IOException {
        CodeGeneratorRequest request = TestProtos.request("golden/thumbnails.proto").toBuilder()
                .setParameter("async=false")
                .build();

        assertThat(TestProtos.answer(request).getError())
                .isEqualTo("parameter: async=false (expected: none): what can be chosen is an option in the .proto"
                        + " file, see loopline/options.proto");
    }

    @Test
    void refusesAFileThatIsNotInTheRequest() throws IOException {
        assertThat(refusalOf("golden/absent.proto"))
                .isEqualTo("file_to_generate: golden/absent.proto (expected: one of proto_file)");
    }

    @Test
    void refusesAFileThatComesBeforeItsImport() throws IOException {
        CodeGeneratorRequest complete = TestProtos.request();
        CodeGeneratorRequest incomplete = complete.toBuilder()
                .clearProtoFile()
                .addAllProtoFile(complete.getProtoFileList().stream()
                        .filter(file -> file.getName().equals("golden/clashes.proto"))
                        .toList())
                .build();

        assertThat(TestProtos.answer(incomplete).getError())
                .isEqualTo("golden/clashes.proto: import golden/clashes_elsewhere.proto (expected: an earlier"
                        + " proto_file of the request)");
    }

    @Test
    void keepsNoFileBesideAnError() throws IOException {
        CodeGeneratorResponse response =
                TestProtos.answer(TestProtos.request("golden/thumbnails.proto", "refused/lite.proto"));

        assertThat(response.getError()).isNotEmpty();
        assertThat(response.getFileList()).isEmpty();
    }

    @Test
    void saysWhatItSupports() throws IOException {
        CodeGeneratorResponse response = TestProtos.answer(TestProtos.request());

        assertThat(response.getSupportedFeatures())
                .isEqualTo(Feature.FEATURE_PROTO3_OPTIONAL_VALUE | Feature.FEATURE_SUPPORTS_EDITIONS_VALUE);
        assertThat(response.getMinimumEdition()).isEqualTo(Edition.EDITION_PROTO2_VALUE);
        assertThat(response.getMaximumEdition()).isEqualTo(Edition.EDITION_2023_VALUE);
    }

    private static String refusalOf(String... protos) throws IOException {
        CodeGeneratorResponse response = TestProtos.answer(TestProtos.request(protos));
        assertThat(response.hasError()).isTrue();
        return response.getError();
    }
}
