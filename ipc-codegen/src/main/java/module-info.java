import org.jspecify.annotations.NullMarked;

/** Loopline's code generator, a plugin of protoc. It is a program: nothing of it is exported. */
@NullMarked
module dev.loopline.codegen {
    requires com.google.protobuf;
    requires com.palantir.javapoet;
    requires dev.loopline.proto;
    requires java.compiler;
    requires static org.jspecify;
}
