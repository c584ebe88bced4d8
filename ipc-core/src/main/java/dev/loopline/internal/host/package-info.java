/** The service that a host has for its helpers, generated. */
package dev.loopline.internal.host;
