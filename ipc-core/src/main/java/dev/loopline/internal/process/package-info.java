/** How helpers are started, watched and ended, and how they notice the end of their host. */
package dev.loopline.internal.process;
