package textmill.topology.http;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** A request as its parts come: no part is kept that a refusal could have spared us. */
final class Incoming {
    private final HttpRequest head;
    private final Router.Decision decision;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean whole;

    Incoming(HttpRequest head, Router router) {
        this.head = head;
        this.decision = router.decide(head);
    }

    /** The answer that ends it before it is whole, if there is one. */
    @Nullable
    PageAnswer refusal() {
        return decision.refusal();
    }

    boolean wantsToBeToldToGoOn() {
        return HttpUtil.is100ContinueExpected(head);
    }

    /** Takes a part of the body; returns an answer that ends the request, if this part is bad. */
    @Nullable
    PageAnswer add(HttpContent part) {
        PageRequest request = decision.request();
        Page page = decision.page();
        if (request == null || page == null || part.decoderResult().isFailure()) {
            return PageAnswer.refusal(400, "this is not HTTP");
        }
        int longest = request.method().equals("POST") ? page.longestBody() : 0;
        byte[] bytes = new byte[part.content().readableBytes()];
        if (body.size() + bytes.length > longest) {
            return PageAnswer.refusal(413, "the request is too large");
        }
        part.content().readBytes(bytes);
        body.writeBytes(bytes);
        whole = part instanceof LastHttpContent;
        return null;
    }

    boolean isWhole() {
        return whole;
    }

    /** What answers it; only of a request that is not refused. */
    Page page() {
        if (decision.page() == null) {
            throw new IllegalStateException("it is refused");
        }
        return decision.page();
    }

    PageRequest request() {
        PageRequest request = decision.request();
        if (request == null) {
            throw new IllegalStateException("it is refused");
        }
        return new PageRequest(
                request.method(),
                request.path(),
                request.query(),
                request.headers(),
                body.toByteArray(),
                request.loggedIn());
    }

    /** Whether the client wants to ask more after this. */
    boolean keepsTheConnection() {
        return head.decoderResult().isSuccess() && HttpUtil.isKeepAlive(head);
    }

    /** Whether it understands answers in chunks. */
    boolean takesChunks() {
        return head.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0;
    }
}
