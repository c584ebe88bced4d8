package dev.loopline.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with JSON that is no message of a type. */
final class BadJson {
    private static final int MAX_WHY = 300;
    private static final int MAX_DEPTH = 100;

    private BadJson() {}

    static Failure explain(String where, String json, Descriptor type, InvalidProtocolBufferException cause) {
        JsonElement root;
        try {
            root = JsonParser.parseString(json);
        } catch (JsonParseException e) {
            return malformed(where, type, cause);
        }
        String unknown = unknownField(root, type, 0);
        return unknown == null ? malformed(where, type, cause) : Failure.usage("UNKNOWN_FIELD", where + ": " + unknown);
    }

    /** Refuses what stands behind a value, which protobuf's parser would pass over in silence. */
    static void requireNothingBehind(String where, String json) {
        JsonReader reader = new JsonReader(new StringReader(json));
        reader.setStrictness(Strictness.LENIENT); // as protobuf's parser does
        try {
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                reader.skipValue();
            }
            if (reader.peek() == JsonToken.END_DOCUMENT) {
                return;
            }
        } catch (IOException e) {
            throw moreThanOne(where, "what is none: " + e);
        }
        throw moreThanOne(where, "more behind it");
    }

    private static Failure moreThanOne(String where, String detail) {
        return Failure.usage("BAD_DATA", where + ": a JSON value and " + detail + " (expected: one value)");
    }

    private static Failure malformed(String where, Descriptor type, InvalidProtocolBufferException cause) {
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        String withoutClass = message.replaceFirst("^([a-z]+\\.)+[A-Za-z]+Exception: ", "");
        if (withoutClass.length() > MAX_WHY) {
            withoutClass = withoutClass.substring(0, MAX_WHY) + "...";
        }
        return Failure.usage(
                "BAD_DATA",
                where + ": " + withoutClass + " (expected: JSON of " + type.getFullName() + ", fields " + fields(type)
                        + ")");
    }

    private static @Nullable String unknownField(JsonElement element, Descriptor type, int depth) {
        // Types of google.protobuf have JSON forms of their own.
        if (!element.isJsonObject() || depth > MAX_DEPTH || type.getFullName().startsWith("google.protobuf.")) {
            return null;
        }
        for (Map.Entry<String, JsonElement> entry : element.getAsJsonObject().entrySet()) {
            FieldDescriptor field = field(type, entry.getKey());
            if (field == null) {
                return "field of " + type.getFullName() + ": " + entry.getKey() + " (expected: one of " + fields(type)
                        + ")";
            }
            String below = below(entry.getValue(), field, depth + 1);
            if (below != null) {
                return below;
            }
        }
        return null;
    }

    private static @Nullable String below(JsonElement value, FieldDescriptor field, int depth) {
        if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return null;
        }
        if (field.isMapField()) {
            FieldDescriptor values = field.getMessageType().findFieldByNumber(2);
            return value.isJsonObject()
                    ? first(List.copyOf(value.getAsJsonObject().asMap().values()), values, depth)
                    : null;
        }
        return field.isRepeated() && value.isJsonArray()
                ? first(value.getAsJsonArray().asList(), field, depth)
                : unknownField(value, field.getMessageType(), depth);
    }

    private static @Nullable String first(List<JsonElement> values, FieldDescriptor field, int depth) {
        if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return null;
        }
        for (JsonElement value : values) {
            String unknown = unknownField(value, field.getMessageType(), depth);
            if (unknown != null) {
                return unknown;
            }
        }
        return null;
    }

    private static @Nullable FieldDescriptor field(Descriptor type, String key) {
        return type.getFields().stream()
                .filter(field ->
                        field.getJsonName().equals(key) || field.getName().equals(key))
                .findFirst()
                .orElse(null);
    }

    private static String fields(Descriptor type) {
        return type.getFields().isEmpty()
                ? "(none)"
                : type.getFields().stream().map(FieldDescriptor::getJsonName).collect(Collectors.joining(", "));
    }
}
