package dev.loopline.cli;

import com.google.gson.JsonObject;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says on standard error why a command failed: one line, or one JSON object with {@code --json}. */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final IpcCommand root;

    Errors(IpcCommand root) {
        this.root = root;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        String message = failure.getMessage();
        if (failure instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            message += suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?";
        }
        String name = command.getCommandSpec().qualifiedName();
        return report(command, Failure.usage("USAGE", message + "; try '" + name + " --help'"), List.of(args));
    }

    @Override
    public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
        return report(command, failureOf(thrown), parsed.originalArgs());
    }

    private static Failure failureOf(Exception thrown) {
        if (thrown instanceof Failure failure) {
            return failure;
        }
        if (thrown instanceof StatusException failure) {
            return Failure.failed(failure);
        }
        Status unexpected =
                new Status(StatusCode.INTERNAL, "UNEXPECTED", "unexpected: " + thrown, Certainty.UNKNOWN, thrown);
        return Failure.failed(unexpected.asException());
    }

    private int report(CommandLine command, Failure failure, List<String> args) {
        PrintWriter err = command.getErr();
        if (args.contains("--json")) {
            err.println(Json.line(json(failure.status())));
        } else {
            err.println("ipc: " + failure.getMessage());
        }
        if (root.verbose() || args.contains("-v")) {
            failure.printStackTrace(err);
        }
        return failure.exitCode();
    }

    private static JsonObject json(Status status) {
        JsonObject object = new JsonObject();
        object.addProperty("code", status.code().name());
        object.addProperty("reason", status.reason());
        object.addProperty("message", status.message());
        object.addProperty("certainty", status.certainty().name());
        return object;
    }
}
