/**
 * How processes of one machine find each other: names, the directory in which servers publish where they listen, and
 * the secret that both sides prove to know. {@code docs/endpoint-files.md} describes the files for other languages.
 */
package dev.loopline.endpoint;
