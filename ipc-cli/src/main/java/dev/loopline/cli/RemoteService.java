package dev.loopline.cli;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.util.JsonFormat;
import dev.loopline.IpcConnection;
import dev.loopline.proto.reflection.v1.DescribeRequest;
import dev.loopline.proto.reflection.v1.ListRequest;
import dev.loopline.reflection.ReflectionClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A service as its server describes it.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param descriptor what its {@code .proto} file says
 * @param types the messages of that file and of those that it imports
 */
record RemoteService(ServiceDescriptor descriptor, JsonFormat.TypeRegistry types) {
    /**
     * Asks a server for a service.
     *
     * @throws Failure if there is none of that name, with those that there are
     */
    static RemoteService find(IpcConnection connection, String name) {
        ReflectionClient reflection = ReflectionClient.on(connection);
        String fullName =
                fullName(name, reflection.list(ListRequest.getDefaultInstance()).getServicesList());
        FileDescriptorSet set = reflection.describe(
                DescribeRequest.newBuilder().setSymbol(fullName).build());
        Map<String, FileDescriptor> files = link(set);
        JsonFormat.TypeRegistry.Builder types = JsonFormat.TypeRegistry.newBuilder();
        files.values().forEach(file -> types.add(file.getMessageTypes()));
        return files.values().stream()
                .flatMap(file -> file.getServices().stream())
                .filter(service -> service.getFullName().equals(fullName))
                .findFirst()
                .map(service -> new RemoteService(service, types.build()))
                .orElseThrow(() -> new IllegalStateException(
                        "the server lists " + fullName + " and describes " + files.keySet() + " without it"));
    }

    private static String fullName(String name, List<String> services) {
        if (services.contains(name)) {
            return name;
        }
        List<String> matches = services.stream()
                .filter(service -> service.endsWith("." + name))
                .toList();
        if (matches.size() == 1) {
            return matches.get(0);
        }
        throw matches.isEmpty()
                ? Failure.usage("UNKNOWN_SERVICE", "service: " + name + " (expected: one of " + join(services) + ")")
                : Failure.usage(
                        "AMBIGUOUS_SERVICE", "service: " + name + " (expected: which of " + join(matches) + ")");
    }

    // Imports come first in the set.
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

    /** {@return a method} */
    MethodDescriptor method(String name) {
        MethodDescriptor method = descriptor.findMethodByName(name);
        if (method == null) {
            String methods = descriptor.getMethods().stream()
                    .map(MethodDescriptor::getName)
                    .collect(Collectors.joining(", "));
            throw Failure.usage(
                    "UNKNOWN_METHOD",
                    "method of " + descriptor.getFullName() + ": " + name + " (expected: one of " + methods + ")");
        }
        return method;
    }

    private static String join(List<String> names) {
        return String.join(", ", names);
    }
}
