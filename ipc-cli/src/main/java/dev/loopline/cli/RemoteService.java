package dev.loopline.cli;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.util.JsonFormat;
import dev.loopline.IpcConnection;
import dev.loopline.proto.reflection.v1.ListRequest;
import dev.loopline.reflection.ReflectionClient;
import java.util.List;
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
        RemoteFiles described = RemoteFiles.of(connection, fullName);
        return described.files().stream()
                .flatMap(file -> file.getServices().stream())
                .filter(service -> service.getFullName().equals(fullName))
                .findFirst()
                .map(service -> new RemoteService(service, described.types()))
                .orElseThrow(() -> new IllegalStateException("the server lists " + fullName + " and describes "
                        + described.files().stream()
                                .map(FileDescriptor::getName)
                                .toList() + " without it"));
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
