package textmill.topology.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/** Answers as they are sent. */
final class Responses {
    private Responses() {}

    /** A whole answer. */
    static HttpResponse whole(PageAnswer answer, boolean keepsTheConnection) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(answer.body()));
        fill(response.headers(), answer);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        HttpUtil.setKeepAlive(response, keepsTheConnection);
        return response;
    }

    /** The beginning of one that goes on. */
    static HttpResponse stream(PageAnswer answer, boolean chunked) {
        HttpResponse response =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
        fill(response.headers(), answer);
        HttpUtil.setTransferEncodingChunked(response, chunked);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return response;
    }

    /** Tells a client that waits for it to send the body. */
    static HttpResponse goOn() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE);
    }

    private static void fill(HttpHeaders headers, PageAnswer answer) {
        headers.set("x-content-type-options", "nosniff");
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        answer.headers().forEach(headers::set);
    }
}
