/** What the engine tells of itself, for whoever measures it. Sees neither the engine nor a metrics library. */
package dev.loopline.internal.observe;
