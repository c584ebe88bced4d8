import org.jspecify.annotations.NullMarked;

/** Loopline's API, engine, endpoint directory, handshake and in-process transport. */
@NullMarked
module dev.loopline {
    requires transitive com.google.protobuf;
    requires transitive dev.loopline.proto;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports dev.loopline;
    exports dev.loopline.call;
    exports dev.loopline.echo;
    exports dev.loopline.health;
    exports dev.loopline.reflection;
    exports dev.loopline.transport;

    uses dev.loopline.transport.TransportProvider;
}
