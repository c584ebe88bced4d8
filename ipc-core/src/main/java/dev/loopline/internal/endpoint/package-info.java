/**
 * What the endpoint directory needs of the operating system: private files, processes, loopback addresses and who holds
 * a port. Knows nothing of endpoints.
 */
package dev.loopline.internal.endpoint;
