package dev.loopline.codegen;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The comments of a {@code .proto} file as text for Javadoc. They are plain text: nothing in them is markup. */
final class Comments {
    private Comments() {}

    /** {@return the comment of a service, or the default if it has none} */
    static String of(ServiceDescriptor service, String whenAbsent) {
        return find(
                service.getFile().toProto(),
                List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, service.getIndex()),
                whenAbsent);
    }

    /** {@return the comment of a method, or the default if it has none} */
    static String of(MethodDescriptor method, String whenAbsent) {
        return find(
                method.getFile().toProto(),
                List.of(
                        FileDescriptorProto.SERVICE_FIELD_NUMBER,
                        method.getService().getIndex(),
                        ServiceDescriptorProto.METHOD_FIELD_NUMBER,
                        method.getIndex()),
                whenAbsent);
    }

    private static String find(FileDescriptorProto file, List<Integer> path, String whenAbsent) {
        for (Location location : file.getSourceCodeInfo().getLocationList()) {
            if (location.getPathList().equals(path)) {
                String comment =
                        location.hasLeadingComments() ? location.getLeadingComments() : location.getTrailingComments();
                String javadoc = javadoc(comment);
                return javadoc.isEmpty() ? whenAbsent : javadoc;
            }
        }
        return whenAbsent;
    }

    /** Lines stay lines, and an empty line begins a paragraph. */
    static String javadoc(String comment) {
        // Of "/** ... */" protoc leaves the second asterisk.
        String text = comment.startsWith("*") ? comment.substring(1) : comment;
        return Arrays.stream(text.strip().split("\\R(?:\\h*\\R)+"))
                .map(paragraph ->
                        paragraph.lines().map(line -> escape(line.strip())).collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n\n<p>"));
    }

    private static String escape(String line) {
        StringBuilder escaped = new StringBuilder(line.length() + 16);
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                // Would begin a tag.
                case '@' -> escaped.append("&#64;");
                // Would begin a Unicode escape, which javac reads in comments too.
                case '\\' -> escaped.append("&#92;");
                case '/' -> escaped.append(i > 0 && line.charAt(i - 1) == '*' ? "&#47;" : "/");
                default -> escaped.append(Character.isISOControl(c) ? ' ' : c);
            }
        }
        return escaped.toString();
    }
}
