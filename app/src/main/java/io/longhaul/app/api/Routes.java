package io.longhaul.app.api;

import io.longhaul.app.api.fillcache.FillCacheRoutes;
import io.longhaul.app.api.jobs.JobRoutes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The routes of the service: a line for each part of it.
public final class Routes {

    private final List<Route> all;

    private Routes(List<Route> all) {
        this.all = List.copyOf(all);
    }

    static Routes of(Service service) {
        var all = new ArrayList<Route>();
        all.addAll(HouseRoutes.of(service));
        all.add(CleanRoute.of(service));
        all.addAll(JobRoutes.of(service));
        all.addAll(FillCacheRoutes.of(service));
        return new Routes(all);
    }

    public List<Route> all() {
        return all;
    }

    record Found(Route route, Map<String, String> parts) {}

    /// @throws Problem 404 for a path that is none, 405 for a method it does not have
    Found find(String method, List<String> segments) {
        var here = all.stream()
                .flatMap(route -> route.match(segments).map(parts -> new Found(route, parts)).stream())
                // a path without a part that varies is meant by its own name
                .sorted(Comparator.comparingInt(found -> found.parts.size()))
                .toList();
        if (here.isEmpty()) {
            throw Problem.notFound("no such path; GET /openapi.json lists all");
        }
        return here.stream()
                .filter(found -> found.route.method().equals(method))
                .findFirst()
                .orElseThrow(() -> wrongMethod(here));
    }

    private static Problem wrongMethod(List<Found> here) {
        var methods = here.stream().map(found -> found.route.method()).distinct().sorted()
                .collect(Collectors.joining(", "));
        return new Problem(
                405, "method-not-allowed", "want one of " + methods, Map.of("Allow", methods), List.of());
    }
}
