/**
 * Tests of programs that use Loopline: {@link dev.loopline.test.FaultProxy} makes connections bad,
 * {@link dev.loopline.test.LooplineExtension} gives a JUnit test its server and its clients.
 */
package dev.loopline.test;
