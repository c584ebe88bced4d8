package dev.loopline.internal.topic;

import dev.loopline.IpcConnection;
import dev.loopline.call.CallContext;
import dev.loopline.call.HandlerExecution;
import dev.loopline.call.RequestStream;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.call.StreamSender;
import dev.loopline.proto.hub.v1.HubProto;
import dev.loopline.proto.hub.v1.ListPeersReply;
import dev.loopline.proto.hub.v1.ListPeersRequest;
import dev.loopline.proto.hub.v1.ListTopicsReply;
import dev.loopline.proto.hub.v1.ListTopicsRequest;
import dev.loopline.proto.hub.v1.PublicationResult;
import dev.loopline.proto.hub.v1.SubscribeRequest;
import dev.loopline.topic.Presence;
import dev.loopline.topic.TopicPattern;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The hub, served to clients. Its handlers run on the connections' threads and never wait.
 *
 * <p>Any thread.
 */
public final class HubService {
    private final Hub hub;
    private final Map<IpcConnection, HubPeer> peers = new ConcurrentHashMap<>(); // as many as there are connections

    /**
     * Serves a hub.
     *
     * @param hub what to serve
     */
    public HubService(Hub hub) {
        this.hub = hub;
    }

    /**
     * A client is connected. Before any of its calls arrives.
     *
     * @param connection its connection
     * @param peer who it is
     */
    public void joined(IpcConnection connection, HubPeer peer) {
        peers.put(connection, peer);
        hub.joined(peer);
    }

    /**
     * A client's connection has ended, and with it all its calls.
     *
     * @param connection its connection
     * @param reason why
     */
    public void left(IpcConnection connection, String reason) {
        HubPeer peer = peers.remove(connection);
        if (peer != null) {
            hub.left(peer, reason);
        }
    }

    /** {@return the service} */
    public ServiceDefinition definition() {
        return ServiceDefinition.builder(
                        Objects.requireNonNull(HubProto.getDescriptor().findServiceByName("Topics")))
                .bidiStreaming(TopicMethods.PUBLISH, this::publish)
                .serverStreaming(TopicMethods.subscribe(), this::subscribe)
                .unary(TopicsService.LIST_TOPICS, this::listTopics)
                .unary(TopicsService.LIST_PEERS, this::listPeers)
                .build()
                .withExecution(HandlerExecution.direct());
    }

    private HubPeer peer(CallContext call) {
        return Objects.requireNonNull(peers.get(call.connection()), "a client that never joined");
    }

    private void publish(RequestStream<PublicationMessage> requests, StreamSender<PublicationResult> results) {
        CallContext call = Objects.requireNonNull(CallContext.current());
        results.whenReady(() -> {}); // goes on after this method has returned
        new ReceivedPublications(hub, peer(call), requests, results).start(call);
    }

    private void subscribe(SubscribeRequest request, StreamSender<DeliveryMessage> deliveries) {
        CallContext call = Objects.requireNonNull(CallContext.current());
        deliveries.whenReady(() -> {}); // goes on after this method has returned
        RemoteFeed.start(hub, peer(call), request, deliveries, call);
    }

    private ListTopicsReply listTopics(ListTopicsRequest request, CallContext call) {
        String pattern = request.getPattern().isEmpty() ? ">" : request.getPattern();
        if (!TopicPattern.isValid(pattern)) {
            throw HubFailures.badPattern().asException();
        }
        HubPeer peer = peer(call);
        return ListTopicsReply.newBuilder()
                .addAllTopics(hub.topics(pattern).stream()
                        .filter(topic -> peer.role()
                                        .permitsSubscribe(topic.getTopic().getName())
                                || peer.role().permitsPublish(topic.getTopic().getName()))
                        .toList())
                .build();
    }

    private ListPeersReply listPeers(ListPeersRequest request, CallContext call) {
        if (!peer(call).role().permitsSubscribe(Presence.NAME)) {
            throw HubFailures.notPermitted("topic " + Presence.NAME, peer(call), "maySubscribe")
                    .asException();
        }
        return ListPeersReply.newBuilder().addAllPeers(hub.peers()).build();
    }
}
