package dev.loopline;

/**
 * What one side of a connection knows of the other.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param sessionId the connection's public id, 32 hexadecimal digits, the same in the logs of both sides
 * @param address the other side's address
 * @param protocolVersion the version of the wire that was agreed on
 * @param role the name of the {@link Role} that the client's token gives it, for the server; empty for the client
 */
public record PeerInfo(String sessionId, String address, int protocolVersion, String role) {}
