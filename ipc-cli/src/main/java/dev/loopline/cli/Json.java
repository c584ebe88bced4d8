package dev.loopline.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.loopline.endpoint.Endpoint;

/** How JSON other than that of messages is written: on one line. */
final class Json {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private Json() {}

    static String line(JsonElement element) {
        return GSON.toJson(element);
    }

    /** {@return what anybody may know of an endpoint, which is all but its credential} */
    static JsonObject of(Endpoint endpoint) {
        JsonObject object = new JsonObject();
        object.addProperty("name", endpoint.name().value());
        object.addProperty("pid", endpoint.process().pid());
        object.add("addresses", GSON.toJsonTree(Addresses.hosts(endpoint)));
        object.addProperty("port", endpoint.port());
        object.addProperty("endpointId", endpoint.id().toString());
        return object;
    }
}
