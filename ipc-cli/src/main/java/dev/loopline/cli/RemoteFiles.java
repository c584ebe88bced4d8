package dev.loopline.cli;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.util.JsonFormat;
import dev.loopline.IpcConnection;
import dev.loopline.proto.reflection.v1.DescribeRequest;
import dev.loopline.reflection.ReflectionClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that define something, as a server describes them.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param files imports come first
 * @param types the messages of all of them
 */
record RemoteFiles(Collection<FileDescriptor> files, JsonFormat.TypeRegistry types) {
    /**
     * Asks a server.
     *
     * @param symbol full name of a service or message
     * @throws dev.loopline.StatusException if the server cannot be asked or does not know it
     */
    static RemoteFiles of(IpcConnection connection, String symbol) {
        Map<String, FileDescriptor> files = link(ReflectionClient.on(connection)
                .describe(DescribeRequest.newBuilder().setSymbol(symbol).build()));
        JsonFormat.TypeRegistry.Builder types = JsonFormat.TypeRegistry.newBuilder();
        files.values().forEach(file -> types.add(file.getMessageTypes()));
        return new RemoteFiles(List.copyOf(files.values()), types.build());
    }

    private static Map<String, FileDescriptor> link(FileDescriptorSet set) {
        Map<String, FileDescriptor> files = new LinkedHashMap<>();
        try {
            for (FileDescriptorProto file : set.getFileList()) {
                List<FileDescriptor> imports = new ArrayList<>();
                for (String dependency : file.getDependencyList()) {
                    FileDescriptor imported = files.get(dependency);
                    if (imported != null) {
                        imports.add(imported);
                    }
                }
                files.put(file.getName(), FileDescriptor.buildFrom(file, imports.toArray(FileDescriptor[]::new)));
            }
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException("the server describes its services wrongly: " + e.getMessage(), e);
        }
        return files;
    }
}
