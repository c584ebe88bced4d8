package dev.loopline.benchmarks.copies;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Loads Loopline, protobuf and Netty again, with each call of a method of the JDK that copies bytes turned into one of
 * {@link Copies}. What the JDK itself copies below those is the same copy; what the kernel copies is not seen.
 *
 * <p><b>Threading:</b> as a class loader.
 */
final class CountingLoader extends ClassLoader {
    private static final Set<String> COUNTED_TYPES =
            Set.of("java/lang/System", "java/util/Arrays", "java/nio/ByteBuffer");

    /** Name and descriptor of the methods of {@link Copies}, receivers of instance methods included. */
    private static final Set<String> COUNTED = Arrays.stream(Copies.class.getMethods())
            .map(method -> method.getName() + Type.getMethodDescriptor(method))
            .collect(Collectors.toUnmodifiableSet());

    CountingLoader() {
        super(CountingLoader.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean counted =
                Stream.of("dev.loopline.", "com.google.protobuf.", "io.netty.").anyMatch(name::startsWith);
        if (!counted || name.equals(Copies.class.getName())) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            ClassReader reader = new ClassReader(file);
            ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
            reader.accept(new Redirecting(writer), 0);
            byte[] bytes = writer.toByteArray();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private static final class Redirecting extends ClassVisitor {
        Redirecting(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
                @Override
                public void visitMethodInsn(
                        int opcode, String owner, String method, String parameters, boolean isInterface) {
                    String copies = Type.getInternalName(Copies.class);
                    if (owner.equals("sun/misc/Unsafe") && method.equals("copyMemory")) {
                        super.visitInsn(Opcodes.DUP2); // the last argument, how many bytes
                        super.visitMethodInsn(Opcodes.INVOKESTATIC, copies, method, "(J)V", false);
                    }
                    String asStatic = opcode == Opcodes.INVOKESTATIC
                            ? parameters
                            : "(L" + owner + ";" + parameters.substring(1); // the receiver comes first
                    if (COUNTED_TYPES.contains(owner) && COUNTED.contains(method + asStatic)) {
                        super.visitMethodInsn(Opcodes.INVOKESTATIC, copies, method, asStatic, false);
                    } else {
                        super.visitMethodInsn(opcode, owner, method, parameters, isInterface);
                    }
                }
            };
        }
    }
}
