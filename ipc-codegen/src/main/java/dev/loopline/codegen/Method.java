package dev.loopline.codegen;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.palantir.javapoet.ClassName;
import dev.loopline.proto.OptionsProto;

/**
 * What is generated for one method, before it is written as Java.
 *
 * @param descriptor what the {@code .proto} file says
 * @param name of the Java methods
 * @param constant name of the constant that describes it
 * @param request what the caller sends, once or as a stream
 * @param response what it gets, likewise
 * @param comment what the {@code .proto} file says about it, as Javadoc
 */
record Method(
        MethodDescriptor descriptor,
        String name,
        String constant,
        ClassName request,
        ClassName response,
        String comment) {
    // MethodDescriptor.MAX_NAME_BYTES of ipc-core, on which this module must not depend.
    private static final int MAX_NAME_BYTES = 255;

    static Method of(MethodDescriptor descriptor, String name, String constant) throws Refusal {
        Method method = new Method(
                descriptor,
                name,
                constant,
                JavaTypes.message(descriptor.getInputType()),
                JavaTypes.message(descriptor.getOutputType()),
                Comments.of(descriptor, "The method {@code " + descriptor.getName() + "}."));
        if (method.fullName().length() > MAX_NAME_BYTES) {
            throw new Refusal(place(descriptor) + ": a full name of "
                    + method.fullName().length() + " characters (expected: <= " + MAX_NAME_BYTES
                    + "): shorten the name of package, service or method");
        }
        return method;
    }

    private static String place(MethodDescriptor method) {
        return method.getFile().getName() + ": service " + method.getService().getFullName() + ", method "
                + method.getName();
    }

    /** {@return the name on the wire} */
    String fullName() {
        return descriptor.getService().getFullName() + "/" + descriptor.getName();
    }

    Shape shape() {
        return Shape.of(descriptor);
    }

    boolean isDeprecated() {
        return descriptor.getOptions().getDeprecated();
    }

    boolean isIdempotent() {
        return descriptor.getOptions().getExtension(OptionsProto.idempotent);
    }

    boolean hasDeadline() {
        return descriptor.getOptions().hasExtension(OptionsProto.deadlineMs);
    }

    long deadlineMillis() {
        return Integer.toUnsignedLong(descriptor.getOptions().getExtension(OptionsProto.deadlineMs));
    }

    boolean usesDeprecatedMessages() {
        return Deprecation.reaches(descriptor.getInputType()) || Deprecation.reaches(descriptor.getOutputType());
    }
}
