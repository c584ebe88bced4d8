package dev.loopline;

/** On which loopback addresses a server listens. */
public enum Loopback {
    /** 127.0.0.1, or ::1 on a machine without the former. */
    ANY,
    /** 127.0.0.1. */
    IPV4,
    /** ::1. */
    IPV6,
    /** Both, on one port. */
    BOTH
}
