/** The messages of Loopline's wire, of its options and of its built-in services. */
module dev.loopline.proto {
    requires transitive com.google.protobuf;

    exports dev.loopline.proto;
    exports dev.loopline.proto.echo.v1;
    exports dev.loopline.proto.health.v1;
    exports dev.loopline.proto.host.v1;
    exports dev.loopline.proto.reflection.v1;
    exports dev.loopline.proto.hub.v1;
    exports dev.loopline.proto.wire.v1;
}
