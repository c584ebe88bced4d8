/** Loopback TCP by Netty: {@code tcp-epoll} where it can be had, {@code tcp-nio} everywhere. */
package dev.loopline.transport.netty;
