/** Serving, connecting and what can go wrong: where a user of Loopline begins. */
package dev.loopline;
