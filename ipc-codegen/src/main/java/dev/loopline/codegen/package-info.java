/** The code generator: a request of protoc in, Java files out. */
package dev.loopline.codegen;
