package dev.loopline.cli;

import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.loopline.proto.OptionsProto;
import java.time.Duration;

/** Reads Loopline's options from a method that was described over a connection, where they are unknown fields. */
final class MethodOptionsReader {
    private static final ExtensionRegistry OPTIONS = ExtensionRegistry.newInstance();

    static {
        OptionsProto.registerAllExtensions(OPTIONS);
    }

    private MethodOptionsReader() {}

    static Duration deadline(MethodDescriptor method) {
        MethodOptions options;
        try {
            options = MethodOptions.parseFrom(method.getOptions().toByteString(), OPTIONS);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    method.getFullName() + ": options that cannot be read: " + e.getMessage(), e);
        }
        return options.hasExtension(OptionsProto.deadlineMs)
                ? Duration.ofMillis(Integer.toUnsignedLong(options.getExtension(OptionsProto.deadlineMs)))
                : standard(method);
    }

    // What MethodDescriptor.of gives to generated code.
    private static Duration standard(MethodDescriptor method) {
        return method.isClientStreaming() || method.isServerStreaming()
                ? Duration.ZERO
                : dev.loopline.call.MethodDescriptor.DEFAULT_DEADLINE;
    }
}
