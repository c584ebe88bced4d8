/**
 * A transport whose two ends are in one Java process: for tests of services without sockets, with a clock that a test
 * moves by hand.
 */
package dev.loopline.transport.inprocess;
