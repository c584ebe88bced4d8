package dev.loopline.benchmarks.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object that somebody else may have written. What is missing or of another kind is named with its place.
 *
 * @param where in the file it is, such as {@code results[3]}
 * @param object whose fields they are
 */
record JsonFields(String where, JsonObject object) {
    static JsonFields of(JsonElement element, String where) {
        if (!element.isJsonObject()) {
            throw wrong(where, element, "an object");
        }
        return new JsonFields(where, element.getAsJsonObject());
    }

    String text(String name) {
        return primitive(name, "a string", JsonPrimitive::isString).getAsString();
    }

    @Nullable
    String textOrNull(String name) {
        return isNull(name) ? null : text(name);
    }

    boolean flag(String name) {
        return primitive(name, "true or false", JsonPrimitive::isBoolean).getAsBoolean();
    }

    double number(String name) {
        return primitive(name, "a number", JsonPrimitive::isNumber).getAsDouble();
    }

    @Nullable
    Double numberOrNull(String name) {
        return isNull(name) ? null : (Double) number(name);
    }

    JsonFields fields(String name) {
        return of(element(name), where + "." + name);
    }

    @Nullable
    JsonFields fieldsOrNull(String name) {
        return isNull(name) ? null : fields(name);
    }

    <T> List<T> list(String name, BiFunction<JsonElement, String, T> item) {
        return list(element(name), where + "." + name, item);
    }

    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        object.keySet().forEach(name -> texts.put(name, text(name)));
        return texts;
    }

    static <T> List<T> list(JsonElement element, String where, BiFunction<JsonElement, String, T> item) {
        if (!element.isJsonArray()) {
            throw wrong(where, element, "an array");
        }
        JsonArray array = element.getAsJsonArray();
        List<T> list = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            list.add(item.apply(array.get(i), where + "[" + i + "]"));
        }
        return list;
    }

    static double number(JsonElement element, String where) {
        if (!(element instanceof JsonPrimitive primitive) || !primitive.isNumber()) {
            throw wrong(where, element, "a number");
        }
        return element.getAsDouble();
    }

    private boolean isNull(String name) {
        JsonElement element = object.get(name);
        return element == null || element.isJsonNull();
    }

    private JsonElement element(String name) {
        JsonElement element = object.get(name);
        return element == null ? JsonNull.INSTANCE : element;
    }

    private JsonPrimitive primitive(String name, String expected, Predicate<JsonPrimitive> kind) {
        if (element(name) instanceof JsonPrimitive primitive && kind.test(primitive)) {
            return primitive;
        }
        throw wrong(where + "." + name, element(name), expected);
    }

    private static IllegalArgumentException wrong(String where, JsonElement found, String expected) {
        String text = found.isJsonNull() ? "missing" : found.toString();
        String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
        return new IllegalArgumentException(where + ": " + shown + " (expected: " + expected + ")");
    }
}
