package textmill.topology.http;

import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;

/**
 * What clients may take of the process. None of it is configured: metrics, health and a console need no more.
 *
 * @param request longest wait for a request whose first byte has come, and for the first one of a connection
 * @param idle longest wait for the next one
 * @param answer longest wait for the client to take an answer, or what was sent of a stream
 * @param connections most connections; one more ends the one whose client has kept us waiting longest
 * @param waiting most requests that wait for a worker; further ones get a 503
 * @param answerBytes most bytes of answers that clients have not taken; more end the connection that is slowest to
 */
record EndpointLimits(
        Duration request, Duration idle, Duration answer, int connections, int waiting, long answerBytes) {
    static final EndpointLimits USUAL = new EndpointLimits(
            Duration.ofSeconds(10), Duration.ofSeconds(75), Duration.ofSeconds(30), 256, 64, 16L << 20);

    /** Longest request line, all headers together, and piece of a body. */
    static final int LINE_BYTES = 4096;

    static final int HEADER_BYTES = 16 << 10;
    static final int PIECE_BYTES = 8 << 10;

    /** Of a stream: a client that has not taken the upper number of bytes gets nothing until it is at the lower. */
    static final WriteBufferWaterMark UNTAKEN = new WriteBufferWaterMark(64 << 10, 256 << 10);
}
