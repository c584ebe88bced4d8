/** Publish/subscribe: typed events on named topics, with a server as the hub. */
package dev.loopline.topic;
