package io.longhaul.source.http;

import io.longhaul.engine.Intake;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// A body in memory that comes in only while there is room for it: until then the upstream has to wait.
final class Paced implements BodySubscriber<byte[]> {

    private final BodySubscriber<byte[]> body;
    private final Intake intake;
    private Flow.@Nullable Subscription subscription;

    /// @param most bytes
    Paced(Intake intake, long most) {
        this.body = BodySubscribers.limiting(BodySubscribers.ofByteArray(), most);
        this.intake = intake;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        body.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
        try {
            intake.take(part.stream().mapToLong(ByteBuffer::remaining).sum());
        } catch (InterruptedException givenUp) {
            if (subscription != null) {
                subscription.cancel();
            }
            body.onError(new IOException("given up"));
            return;
        }
        body.onNext(part);
    }

    @Override
    public void onError(Throwable failure) {
        body.onError(failure);
    }

    @Override
    public void onComplete() {
        body.onComplete();
    }
}
