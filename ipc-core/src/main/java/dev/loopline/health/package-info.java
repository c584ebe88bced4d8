/** The health service, generated: whether a server, or one service of it, takes calls. */
package dev.loopline.health;
