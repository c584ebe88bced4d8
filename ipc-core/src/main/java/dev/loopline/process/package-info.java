/**
 * Helper processes: started, told where to connect to and with what secret, supervised, and ended together with the process
 * that started them. {@link dev.loopline.process.HelperProcess} is the side that starts, {@link
 * dev.loopline.process.HostProcess} the side that was started.
 */
package dev.loopline.process;
