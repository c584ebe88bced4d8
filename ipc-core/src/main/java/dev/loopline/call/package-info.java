/** Calls as both sides see them: methods, options, metadata, handlers and interceptors. */
package dev.loopline.call;
