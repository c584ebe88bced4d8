/**
 * What moves frames between two processes, for those who write a transport. Applications need nothing of it.
 */
package dev.loopline.transport;
