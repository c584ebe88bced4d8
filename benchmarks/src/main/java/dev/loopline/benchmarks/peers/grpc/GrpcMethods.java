package dev.loopline.benchmarks.peers.grpc;

import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.StreamRequest;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.lite.ProtoLiteUtils;

/** Methods of the Echo service as gRPC's generator describes them. Any thread. */
final class GrpcMethods {
    static final String SERVICE = "loopline.echo.v1.Echo";

    static final MethodDescriptor<EchoMessage, EchoMessage> UNARY =
            MethodDescriptor.<EchoMessage, EchoMessage>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Unary"))
                    .setSampledToLocalTracing(true)
                    .setRequestMarshaller(ProtoLiteUtils.marshaller(EchoMessage.getDefaultInstance()))
                    .setResponseMarshaller(ProtoLiteUtils.marshaller(EchoMessage.getDefaultInstance()))
                    .build();

    static final MethodDescriptor<StreamRequest, EchoMessage> SERVER_STREAM =
            MethodDescriptor.<StreamRequest, EchoMessage>newBuilder()
                    .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "ServerStream"))
                    .setSampledToLocalTracing(true)
                    .setRequestMarshaller(ProtoLiteUtils.marshaller(StreamRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoLiteUtils.marshaller(EchoMessage.getDefaultInstance()))
                    .build();

    static final MethodDescriptor<EchoMessage, EchoMessage> BIDI =
            MethodDescriptor.<EchoMessage, EchoMessage>newBuilder()
                    .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Bidi"))
                    .setSampledToLocalTracing(true)
                    .setRequestMarshaller(ProtoLiteUtils.marshaller(EchoMessage.getDefaultInstance()))
                    .setResponseMarshaller(ProtoLiteUtils.marshaller(EchoMessage.getDefaultInstance()))
                    .build();

    private GrpcMethods() {}
}
