package io.longhaul.source.http;

import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/// Kept connections to any number of upstreams, HTTP/1.1 each, and the clock that ends attempts which take too long.
///
/// An attempt runs on the thread that sends it: between the last byte of an answer and the first of the next request
/// stand as few threads as can be. How many are open at a time is the gates' business: here there is no limit.
///
/// Nothing is sent twice: no request is repeated, no redirect followed, no cookie kept, and a connection that was idle
/// for a second is looked at before it is used again.
public final class Connections implements AutoCloseable {

    /// How long one may take to be made.
    static final Duration CONNECT = Duration.ofSeconds(10);

    private static final Timeout CONNECT_TIMEOUT = Timeout.of(CONNECT);
    private static final TimeValue LOOKED_AT_AFTER = TimeValue.ofSeconds(1);
    private static final TimeValue MOST_IDLE = TimeValue.ofSeconds(30);
    private static final int LONGEST_LINE = 64 << 10;
    private static final int MOST_HEADERS = 1_000;

    private final CloseableHttpClient client;
    private final ScheduledThreadPoolExecutor clock;

    private Connections(CloseableHttpClient client) {
        this.client = client;
        this.clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("longhaul-timeouts").daemon().factory());
        clock.setRemoveOnCancelPolicy(true);
    }

    public static Connections open() {
        return new Connections(HttpClientBuilder.create()
                .setConnectionManager(pool())
                .setRoutePlanner(new SystemDefaultRoutePlanner(ProxySelector.getDefault()))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setProtocolUpgradeEnabled(false) // two more headers that old servers stumble over
                        .build())
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
        var lines = Http1Config.custom().setMaxLineLength(LONGEST_LINE).setMaxHeaderCount(MOST_HEADERS).build();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnTotal(Integer.MAX_VALUE)
                .setMaxConnPerRoute(Integer.MAX_VALUE)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(lines)
                        .responseParserFactory(new WholeHeads(lines))
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(Timeout.DISABLED).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_TIMEOUT)
                        .setSocketTimeout(Timeout.DISABLED)
                        .setValidateAfterInactivity(LOOKED_AT_AFTER)
                        .build())
                .setTlsSocketStrategy(ClientTlsStrategyBuilder.create()
                        .setHostVerificationPolicy(HostnameVerificationPolicy.BUILTIN)
                        .buildClassic())
                .setDnsResolver(new Names())
                .build();
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

    CloseableHttpClient client() {
        return client;
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
