package textmill.runtime.tokenize;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A handle on the Hugging Face tokenizer. Uses the library's JNI layer itself: its object layer fetches every property of
 * every encoding, which is 3 times slower, and calls home when constructed.
 *
 * <p>Thread-safe: encodings run side by side; closing waits for them.
 */
final class NativeTokenizer implements TextEncoder, AutoCloseable {
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private final long handle;
    private volatile boolean closed;

    NativeTokenizer(String json) {
        // The platform look-up of the library would otherwise ask the network for a matching build.
        if (System.getProperty("ai.djl.offline") == null) {
            System.setProperty("ai.djl.offline", "true");
        }
        LibUtils.checkStatus();
        handle = TokenizersLibrary.LIB.createTokenizerFromString(json);
    }

    /** @throws IllegalStateException if it is closed */
    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the tokenizer is closed");
        }
    }

    /**
     * What it said about two texts.
     *
     * @param sequences by token which text it is of; of no meaning for special tokens
     * @param special by token 1 if the tokenizer put it there
     * @param types by token its segment
     */
    record PairEncoding(long[] ids, long[] sequences, long[] special, long[] types, CharSpan @Nullable [] spans) {}

    PairEncoding encodePair(String first, String second, boolean withSpans) {
        Lock lock = use.readLock();
        lock.lock();
        try {
            checkOpen();
            long encoding = TokenizersLibrary.LIB.encodeDual(handle, first, second, true);
            try {
                return new PairEncoding(
                        TokenizersLibrary.LIB.getTokenIds(encoding),
                        TokenizersLibrary.LIB.getSequenceIds(encoding),
                        TokenizersLibrary.LIB.getSpecialTokenMask(encoding),
                        TokenizersLibrary.LIB.getTypeIds(encoding),
                        withSpans ? TokenizersLibrary.LIB.getTokenCharSpans(encoding) : null);
            } finally {
                TokenizersLibrary.LIB.deleteEncoding(encoding);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Encoding encode(String wellFormed, boolean withPlaces) {
        Lock lock = use.readLock();
        lock.lock();
        try {
            checkOpen();
            long encoding = TokenizersLibrary.LIB.encode(handle, wellFormed, true);
            try {
                return new Encoding(
                        ints(TokenizersLibrary.LIB.getTokenIds(encoding)), withPlaces ? places(encoding) : null);
            } finally {
                TokenizersLibrary.LIB.deleteEncoding(encoding);
            }
        } finally {
            lock.unlock();
        }
    }

    private static int[] ints(long[] longs) {
        int[] ints = new int[longs.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = (int) longs[i];
        }
        return ints;
    }

    private static Places places(long encoding) {
        @Nullable CharSpan[] spans = TokenizersLibrary.LIB.getTokenCharSpans(encoding);
        int[] starts = new int[spans.length];
        int[] ends = new int[spans.length];
        for (int i = 0; i < spans.length; i++) {
            CharSpan span = spans[i];
            starts[i] = span == null ? Places.NOWHERE : span.getStart();
            ends[i] = span == null ? Places.NOWHERE : span.getEnd();
        }
        return new Places(starts, ends, ints(TokenizersLibrary.LIB.getWordIds(encoding)));
    }

    /** What a token alone stands for, special ones included. */
    String decode(int id) {
        Lock lock = use.readLock();
        lock.lock();
        try {
            checkOpen();
            return TokenizersLibrary.LIB.decode(handle, new long[] {id}, true);
        } finally {
            lock.unlock();
        }
    }

    /** For each token of the encoding 1 if the tokenizer put it there, 0 if it is of the text. */
    long[] specialTokens(String wellFormed) {
        long encoding = TokenizersLibrary.LIB.encode(handle, wellFormed, true);
        try {
            return TokenizersLibrary.LIB.getSpecialTokenMask(encoding);
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    /** The segment of each token of the encoding. */
    long[] tokenTypes(String wellFormed) {
        long encoding = TokenizersLibrary.LIB.encode(handle, wellFormed, true);
        try {
            return TokenizersLibrary.LIB.getTypeIds(encoding);
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    @Override
    public void close() {
        Lock lock = use.writeLock();
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                TokenizersLibrary.LIB.deleteTokenizer(handle);
            }
        } finally {
            lock.unlock();
        }
    }
}
