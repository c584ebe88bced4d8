package dev.loopline.codegen;

import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import dev.loopline.proto.OptionsProto;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The program that protoc starts: reads a request on standard input and answers on standard output.
 *
 * <p>What is wrong with a {@code .proto} file is told in the answer, so that protoc prints it. A failure of the
 * generator itself ends the program with its trace on standard error.
 *
 * <p><b>Threading:</b> one at a time.
 */
public final class Main {
    private Main() {}

    /**
     * Answers one request.
     *
     * @param args none; protoc passes its parameters in the request
     * @throws IOException if standard input holds no request or standard output cannot be written
     */
    public static void main(String[] args) throws IOException {
        if (args.length > 0) {
            System.err.println("argument: " + args[0] + " (expected: none): this program is started by protoc, as"
                    + " --plugin=protoc-gen-loopline=<script that runs it> --loopline_out=<directory>");
            System.exit(2);
        }
        answer(System.in, System.out);
    }

    static void answer(InputStream in, OutputStream out) throws IOException {
        ExtensionRegistry options = ExtensionRegistry.newInstance();
        OptionsProto.registerAllExtensions(options);
        Generator.generate(CodeGeneratorRequest.parseFrom(in, options)).writeTo(out);
        out.flush();
    }
}
