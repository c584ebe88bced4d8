package dev.loopline.internal.services;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.call.CallContext;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.proto.reflection.v1.DescribeRequest;
import dev.loopline.proto.reflection.v1.ListReply;
import dev.loopline.proto.reflection.v1.ListRequest;
import dev.loopline.reflection.ReflectionService;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Describes services, and types of topics, by the descriptors that generated code carries. Any thread. */
final class DescriptorReflection implements ReflectionService {
    private final List<ServiceDefinition> services; // complete before the first call

    private final Set<FileDescriptor> topicTypes;

    DescriptorReflection(List<ServiceDefinition> services, Set<FileDescriptor> topicTypes) {
        this.services = services;
        this.topicTypes = topicTypes;
    }

    @Override
    public ListReply list(ListRequest request, CallContext call) {
        return ListReply.newBuilder().addAllServices(names()).build();
    }

    @Override
    public FileDescriptorSet describe(DescribeRequest request, CallContext call) {
        String symbol = request.getSymbol().replace('/', '.');
        Set<FileDescriptor> all = new LinkedHashSet<>();
        services.forEach(service -> addWithImports(service.descriptor().getFile(), all));
        topicTypes.forEach(file -> addWithImports(file, all));
        for (FileDescriptor file : all) {
            if (find(file, symbol) != null) {
                Set<FileDescriptor> needed = new LinkedHashSet<>();
                addWithImports(file, needed);
                FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
                needed.forEach(each -> set.addFile(each.toProto()));
                return set.build();
            }
        }
        throw Status.of(
                        StatusCode.NOT_FOUND,
                        "SYMBOL_NOT_FOUND",
                        "symbol: " + request.getSymbol() + " (expected: a method or message of one of " + names()
                                + ", or the type of a declared topic)")
                .asException();
    }

    private List<String> names() {
        return services.stream().map(ServiceDefinition::name).sorted().toList();
    }

    /** Imports come first, as {@code FileDescriptorSet} asks. */
    private static void addWithImports(FileDescriptor file, Set<FileDescriptor> files) {
        if (!files.contains(file)) {
            file.getDependencies().forEach(each -> addWithImports(each, files));
            files.add(file);
        }
    }

    private static @Nullable GenericDescriptor find(FileDescriptor file, String symbol) {
        String prefix = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
        if (!symbol.startsWith(prefix)) {
            return null;
        }
        String[] parts = symbol.substring(prefix.length()).split("\\.", -1);
        ServiceDescriptor service = file.findServiceByName(parts[0]);
        if (service != null) {
            return parts.length == 1 ? service : parts.length == 2 ? service.findMethodByName(parts[1]) : null;
        }
        EnumDescriptor enumeration = file.findEnumTypeByName(parts[0]);
        if (enumeration != null) {
            return parts.length == 1 ? enumeration : null;
        }
        var message = file.findMessageTypeByName(parts[0]);
        for (int i = 1; message != null && i < parts.length; i++) {
            message = message.findNestedTypeByName(parts[i]);
        }
        return message;
    }
}
