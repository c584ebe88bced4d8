/** The reflection service, generated: what a server offers, for clients that have no {@code .proto} files. */
package dev.loopline.reflection;
