import org.jspecify.annotations.NullMarked;

/** Loopline's API, engine, endpoint directory, handshake and in-process transport. */
@NullMarked
module dev.loopline {
    requires transitive com.google.protobuf;
    requires transitive dev.loopline.proto;
    requires transitive micrometer.commons;
    requires transitive micrometer.core;
    requires static transitive org.jspecify;
    requires org.jctools.core;
    requires org.slf4j;

    exports dev.loopline;
    exports dev.loopline.call;
    exports dev.loopline.echo;
    exports dev.loopline.endpoint;
    exports dev.loopline.health;
    exports dev.loopline.metrics;
    exports dev.loopline.process;
    exports dev.loopline.reflection;
    exports dev.loopline.topic;
    exports dev.loopline.transport;
    exports dev.loopline.transport.inprocess;

    uses dev.loopline.transport.TransportProvider;

    provides dev.loopline.transport.TransportProvider with
            dev.loopline.transport.inprocess.InProcessTransportProvider;
}
