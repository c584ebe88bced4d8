package dev.loopline.codegen;

import java.io.Serial;

/** Something in the input for which no code can be made. Its message is for the author of the {@code .proto} file. */
final class Refusal extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message);
    }
}
