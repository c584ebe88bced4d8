package dev.loopline.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import dev.loopline.topic.Gap;
import dev.loopline.topic.TopicEvent;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Prints what a subscription is given: a line for each event, for people or as JSON, and what is missing in its place.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class EventPrinter {
    private static final String CONSEQUENCE = "the subscription has ended";

    private final RemoteTypes types;
    private final boolean asJson;

    EventPrinter(RemoteTypes types, boolean asJson) {
        this.types = types;
        this.asJson = asJson;
    }

    void print(TopicEvent<ByteString> event) {
        String message = types.json(event.type(), event.message());
        Output.line(asJson ? json(event, message) : text(event, message), CONSEQUENCE);
    }

    private static String text(TopicEvent<ByteString> event, @Nullable String message) {
        return event.topic() + " " + (message == null ? base64(event) : message);
    }

    private static String json(TopicEvent<ByteString> event, @Nullable String message) {
        JsonObject object = new JsonObject();
        object.addProperty("topic", event.topic());
        object.addProperty("type", event.type());
        object.addProperty("key", event.key());
        object.addProperty("retained", event.isRetained());
        if (message == null) {
            object.addProperty("base64", base64(event));
        } else {
            object.add("message", JsonParser.parseString(message));
        }
        return Json.line(object);
    }

    private static String base64(TopicEvent<ByteString> event) {
        return Base64.getEncoder().encodeToString(event.message().toByteArray());
    }

    void print(Gap gap) {
        if (gap.cause() == Gap.Cause.RECONNECT && !gap.isCounted()) {
            types.forget(); // it may be another server
        }
        if (!asJson) {
            say(describe(gap));
            return;
        }
        JsonObject object = new JsonObject();
        object.addProperty("gap", gap.count());
        object.addProperty("cause", gap.cause().name());
        Output.line(Json.line(object), CONSEQUENCE);
    }

    private static String describe(Gap gap) {
        if (!gap.isCounted()) {
            return "gap: events may have been missed while the connection was lost; nobody knows how many";
        }
        String events = gap.count() == 1 ? "1 event was" : gap.count() + " events were";
        return "gap: " + events + " missed, since "
                + (gap.cause() == Gap.Cause.OVERFLOW ? "they were not read in time" : "the connection was lost");
    }

    static void say(String what) {
        System.err.println("ipc: " + what);
    }
}
