package io.longhaul.source.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// Kept connections to any number of upstreams, HTTP/1.1 each, and the clock that ends attempts which take too long.
///
/// An attempt runs on the thread that sends it: between the last byte of an answer and the first of the next request
/// stand as few threads as can be. How many are open at a time is the gates' business: here there is no limit.
///
/// Nothing is sent twice: no request is repeated, no redirect followed, no cookie kept. A connection is looked at before
/// it is used again: an answer nobody asked for must not become that to the next request, nor a request go to where
/// nobody is any more.
public final class Connections implements AutoCloseable {

    /// How long one may take to be made.
    static final Duration CONNECT = Duration.ofSeconds(10);

    private static final Timeout CONNECT_TIMEOUT = Timeout.of(CONNECT);
    private static final TimeValue MOST_IDLE = TimeValue.ofSeconds(30);
    private static final String ON_ITS_WAY = "longhaul.on-its-way";

    private final CloseableHttpClient client;
    private final ScheduledThreadPoolExecutor clock;

    private Connections(CloseableHttpClient client) {
        this.client = client;
        this.clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("longhaul-timeouts").daemon().factory());
        clock.setRemoveOnCancelPolicy(true);
    }

    public static Connections open() {
        return open(ProxySelector.getDefault());
    }

    static Connections open(ProxySelector proxies) {
        return new Connections(HttpClientBuilder.create()
                .setConnectionManager(pool())
                .setRoutePlanner(new SystemDefaultRoutePlanner(proxies))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setProtocolUpgradeEnabled(false) // two more headers that old servers stumble over
                        .build())
                .setRequestExecutor(new Noting())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableConnectionState()
                .disableDefaultUserAgent()
                .evictIdleConnections(MOST_IDLE)
                .build());
    }

    private static HttpClientConnectionManager pool() {
        return new Pool()
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnTotal(Integer.MAX_VALUE)
                .setMaxConnPerRoute(Integer.MAX_VALUE)
                .setConnectionFactory(any -> new UpstreamConnection("upstream"))
                .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(Timeout.DISABLED).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_TIMEOUT)
                        .setSocketTimeout(Timeout.DISABLED)
                        .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                        .build())
                .setTlsSocketStrategy(ClientTlsStrategyBuilder.create()
                        .setHostVerificationPolicy(HostnameVerificationPolicy.BUILTIN)
                        .buildClassic())
                .setDnsResolver(new Names())
                .build();
    }

    /// With sockets that can be looked at without waiting.
    private static final class Pool extends PoolingHttpClientConnectionManagerBuilder {
        @Override
        protected HttpClientConnectionOperator createConnectionOperator(
                SchemePortResolver ports, DnsResolver names, TlsSocketStrategy tls) {
            return new DefaultHttpClientConnectionOperator(
                    socks -> socks == null ? SocketChannel.open().socket() : new Socket(socks),
                    ports,
                    names,
                    scheme -> scheme.equals("https") ? tls : null);
        }
    }

    /// Notes that a request is on its way. What a proxy is told is none.
    private static final class Noting extends HttpRequestExecutor {
        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request,
                HttpClientConnection connection,
                @Nullable HttpResponseInformationCallback interim,
                HttpContext context) throws IOException, HttpException {
            if (!request.getMethod().equals("CONNECT")
                    && context.getAttribute(ON_ITS_WAY) instanceof AtomicBoolean onItsWay) {
                onItsWay.set(true);
            }
            return super.execute(request, connection, interim, context);
        }
    }

    /// Sends.
    ///
    /// @param onItsWay set before the first byte of the request leaves
    ClassicHttpResponse send(HttpUriRequestBase request, AtomicBoolean onItsWay) throws IOException {
        var context = HttpClientContext.create();
        context.setAttribute(ON_ITS_WAY, onItsWay);
        return client.executeOpen(null, request, context);
    }

    /// Asks the name service on another thread: whoever waits for it can be interrupted.
    private static final class Names extends SystemDefaultDnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            var asking = new FutureTask<>(() -> super.resolve(host));
            Thread.ofVirtual().start(asking);
            try {
                return asking.get();
            } catch (ExecutionException failed) {
                throw unknown(host);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw unknown(host);
            }
        }

        private static UnknownHostException unknown(String host) {
            return new UnknownHostException(host);
        }
    }

    /// @return to be cancelled when the attempt is over
    Future<?> after(Duration timeout, Runnable end) {
        return clock.isShutdown()
                ? CompletableFuture.completedFuture(null)
                : clock.schedule(end, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Ends what is open.
    @Override
    public void close() {
        clock.shutdownNow();
        client.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
    }
}
