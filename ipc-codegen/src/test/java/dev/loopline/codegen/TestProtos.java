package dev.loopline.codegen;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import dev.loopline.proto.OptionsProto;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/**
 * The files of src/test/protobuf as protoc compiled them in this build, comments and options included. A descriptor set
 * holds what protoc puts into a request to a plugin, in the same order.
 */
final class TestProtos {
    private static final String DESCRIPTORS = "/test-protos.desc";

    private TestProtos() {}

    static CodeGeneratorRequest request(String... filesToGenerate) throws IOException {
        ExtensionRegistry options = ExtensionRegistry.newInstance();
        OptionsProto.registerAllExtensions(options);
        try (InputStream in = Objects.requireNonNull(TestProtos.class.getResourceAsStream(DESCRIPTORS), DESCRIPTORS)) {
            return CodeGeneratorRequest.newBuilder()
                    .addAllProtoFile(FileDescriptorSet.parseFrom(in, options).getFileList())
                    .addAllFileToGenerate(List.of(filesToGenerate))
                    .build();
        }
    }

    /** {@return the answer to the request as protoc would get it, through the streams of the program} */
    static CodeGeneratorResponse answer(CodeGeneratorRequest request) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Main.answer(new ByteArrayInputStream(request.toByteArray()), out);
        return CodeGeneratorResponse.parseFrom(out.toByteArray());
    }
}
