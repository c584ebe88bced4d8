/** The hub: which subscriptions a topic has, what waits for them, what is kept. Knows nothing of connections. */
package dev.loopline.internal.topic;
