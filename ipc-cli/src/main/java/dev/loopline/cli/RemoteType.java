package dev.loopline.cli;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import dev.loopline.IpcConnection;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import org.jspecify.annotations.Nullable;

/**
 * A message of which nothing was known when this program was built, as a server describes it.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param descriptor what its {@code .proto} file says
 * @param types names of messages, for {@code google.protobuf.Any}
 */
record RemoteType(Descriptor descriptor, JsonFormat.TypeRegistry types) {
    /**
     * Asks a server for a type.
     *
     * @param name full name of a message
     * @return {@code null} if the server knows no message of that name
     * @throws StatusException if it cannot be asked
     */
    static @Nullable RemoteType find(IpcConnection connection, String name) {
        try {
            JsonFormat.TypeRegistry types = RemoteFiles.of(connection, name).types();
            Descriptor found = types.find(name);
            return found == null ? null : new RemoteType(found, types);
        } catch (StatusException e) {
            if (e.code() == StatusCode.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    /**
     * {@return the message that JSON describes}
     *
     * @param json one value
     * @param where where it stands, for people
     * @throws Failure if it is none of this type
     */
    DynamicMessage message(String json, String where) {
        DynamicMessage.Builder builder = DynamicMessage.newBuilder(descriptor);
        try {
            JsonFormat.parser().usingTypeRegistry(types).merge(json, builder);
        } catch (InvalidProtocolBufferException e) {
            throw BadJson.explain(where, json, descriptor, e);
        }
        BadJson.requireNothingBehind(where, json);
        return builder.build();
    }

    /**
     * {@return a message as JSON, with every field that it has, also those that are zero or empty}
     *
     * @throws InvalidProtocolBufferException if a {@code google.protobuf.Any} in it has a type that the server did not
     *     describe
     */
    String json(MessageOrBuilder message, boolean onOneLine) throws InvalidProtocolBufferException {
        JsonFormat.Printer printer =
                JsonFormat.printer().usingTypeRegistry(types).alwaysPrintFieldsWithNoPresence();
        return (onOneLine ? printer.omittingInsignificantWhitespace() : printer).print(message);
    }
}
