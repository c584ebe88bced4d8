/** The conformance service, generated: what a client in any language is tried against. */
package dev.loopline.echo;
