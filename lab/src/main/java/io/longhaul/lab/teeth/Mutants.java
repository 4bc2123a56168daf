package io.longhaul.lab.teeth;

import java.nio.file.Path;
import java.util.List;

/// Defects outside the engine that its users would pay for. Each is a change of one place in the production source,
/// made on a copy, and names the test that has to find it.
final class Mutants {

    /// @param module whose source is changed
    /// @param file below `src/main/java/io/longhaul` of the module; what is no Java, below its `src/main/resources`
    /// @param from text that stands exactly once in the file
    record Mutant(String name, String module, String file, String from, String to, Caught caughtBy) {

        boolean java() {
            return file.endsWith(".java");
        }

        Path source(Path root) {
            var kind = java() ? "java" : "resources";
            return root.resolve(module).resolve("src/main").resolve(kind).resolve("io/longhaul").resolve(file);
        }
    }

    /// @param test full name of the class without `io.longhaul.`, or `CLASS#METHOD` where the whole class takes long
    record Caught(String module, String test) {

        String testClass() {
            return test.split("#", -1)[0];
        }

        String method() {
            return test.contains("#") ? test.split("#", -1)[1] : "";
        }
    }

    static final List<Mutant> ALL = List.of(
            new Mutant(
                    "follows a redirect to another host",
                    "sources", "source/http/Exchange.java",
                    ".filter(to -> origin(to).equals(origin(from)))", "",
                    new Caught("sources", "source.http.HttpTransportTest")),
            new Mutant(
                    "shows keys in messages",
                    "sources", "source/http/Redacted.java",
                    "replaceAll(\"$1=…\")", "replaceAll(\"$0\")",
                    new Caught("sources", "source.http.HttpTransportTest")),
            new Mutant(
                    "adjusts for splits the wrong way",
                    "sources", "source/market/Adjustment.java",
                    "ratio.multiply(split.numerator()).divide(split.denominator(), EXACT)",
                    "ratio.multiply(split.denominator()).divide(split.numerator(), EXACT)",
                    new Caught("sources", "source.market.AdjustmentTest")),
            new Mutant(
                    "takes the live price for a bar of its own",
                    "sources", "source/yahoo/Chart.java",
                    "boolean live = i == stamps.size() - 1 && day.equals(last);", "boolean live = false;",
                    new Caught("sources", "source.yahoo.YahooBarsTest")),
            new Mutant(
                    "caches the bar of a session that is not over",
                    "workflows", "workflow/fillcache/FillCacheSettings.java",
                    "to == null || to.isAfter(finished) ? finished : to", "to == null ? today : to",
                    new Caught("workflows", "workflow.fillcache.FillCacheTest")),
            new Mutant(
                    "takes each Retry-After for now",
                    "sources", "source/market/Refusals.java",
                    "plusSeconds(Math.min(Long.parseLong(text), LONGEST_SECONDS))",
                    "plusSeconds(0 * Long.parseLong(text))",
                    new Caught("sources", "source.market.RetryAfterTest")),
            new Mutant(
                    "takes a day's used-up quota for a moment's rate",
                    "sources", "source/tiingo/TiingoRefusal.java",
                    "return Refusals.owner(null, \"tiingo: the day's requests are used up\");",
                    "return Refusals.gate(reply, \"tiingo: the day's requests are used up\");",
                    new Caught("sources", "source.tiingo.TiingoDailyTest")),
            new Mutant(
                    "drops what a command says on standard error",
                    "sources", "source/exec/Run.java",
                    "this.stderr = new Drain(child.stderr(), errors);",
                    "this.stderr = new Drain(child.stderr(), nowhere);",
                    new Caught("sources", "source.exec.ExecTransportTest")),
            new Mutant(
                    "takes any exit code for success",
                    "sources", "source/exec/Said.java",
                    "default -> failed(ErrorClass.UNKNOWN, \"exit \" + reply.status() + after(reply));",
                    "default -> Optional.empty();",
                    new Caught("sources", "source.exec.ExecSourceTest")),
            new Mutant(
                    "matches a batch's rows by their position",
                    "sources", "source/exec/BatchOutput.java",
                    "names.forEach(name -> mine.addAll(lines.getOrDefault(name, List.of())));",
                    "lines.values().stream().limit(1).forEach(mine::addAll);",
                    new Caught("sources", "source.exec.ExecSourceTest")),
            new Mutant(
                    "guards no formula",
                    "io", "io/csv/CsvFormat.java",
                    "return formula && !NEGATIVE.matcher(text).matches() ? \"'\" + text : text;", "return text;",
                    new Caught("io", "io.CsvFormatTest")),
            new Mutant(
                    "runs the last line of an item into the next",
                    "io", "io/result/RawMerge.java",
                    "if (open) {", "if (!begun) {",
                    new Caught("io", "io.RawMergeTest")),
            new Mutant(
                    "publishes results that were never synced",
                    "io", "io/result/AtomicFile.java",
                    "temporary.channel().force(true);", "",
                    new Caught("lab", "lab.fault.PowerCutTest")),
            new Mutant(
                    "opens the store so that a power cut loses rows",
                    "store-sqlite", "store/sqlite/Connections.java",
                    "config.setJournalMode(JournalMode.WAL);\n        config.setSynchronous(SynchronousMode.FULL);",
                    "config.setJournalMode(JournalMode.WAL);\n        config.setSynchronous(SynchronousMode.NORMAL);",
                    new Caught("lab", "lab.fault.PowerCutTest")),
            new Mutant(
                    "leaves failed rows out of X.failed.csv",
                    "app", "app/output/JobFiles.java",
                    "ItemFilter.in(ItemState.FAILED, ItemState.UNCERTAIN)", "ItemFilter.in(ItemState.UNCERTAIN)",
                    new Caught("app", "app.cli.jobs.CorrectedRowsTest")),
            new Mutant(
                    "answers under any name",
                    "app", "app/api/Guard.java",
                    "if (!hosts.contains(host.getFirst().toLowerCase(Locale.ROOT))) {", "if (hosts.isEmpty()) {",
                    new Caught("app", "app.api.SecurityMatrixTest")),
            new Mutant(
                    "compares the beginning of a token only",
                    "app", "app/api/Guard.java",
                    "digest(text.getBytes(StandardCharsets.UTF_8))",
                    "digest(text.substring(0, Math.min(4, text.length())).getBytes(StandardCharsets.UTF_8))",
                    new Caught("app", "app.api.SecurityMatrixTest")),
            new Mutant(
                    "lets pages of other sites ask",
                    "app", "app/api/Guard.java",
                    "|| origin.stream().anyMatch(each -> !origins.contains(each.toLowerCase(Locale.ROOT)))) {", ") {",
                    new Caught("app", "app.api.SecurityMatrixTest")),
            new Mutant(
                    "does an Idempotency-Key's request again",
                    "app", "app/api/Replayed.java",
                    "if (key.isEmpty() || !request.route().unsafe()) {", "if (key.isPresent() || key.isEmpty()) {",
                    new Caught("app", "app.api.JobsApiTest")),
            new Mutant(
                    "runs one batch whatever autoContinue says",
                    "app", "app/api/fillcache/BatchContinue.java",
                    "boolean goesOn = !fields.has(\"autoContinue\") || fields.flag(\"autoContinue\");",
                    "boolean goesOn = false;",
                    new Caught("app", "app.api.FillCacheApiTest")),
            new Mutant(
                    "shows a whole key",
                    "app", "app/config/Secret.java",
                    "\"…\" + secret.substring(secret.length() - SHOWN)", "secret",
                    new Caught("app", "app.config.ConfigTest")),
            new Mutant(
                    "leaves in Redis what is gone",
                    "app", "app/mirror/Documents.java",
                    "() -> unmarked.add(FAILED + symbol)", "() -> {}",
                    new Caught("app", "app.mirror.StoreMirrorTest")),
            new Mutant(
                    "leaves jobs out of Redis",
                    "app", "app/mirror/Documents.java",
                    "return new Batch(Map.of(), data, marks, unmarked, passing);",
                    "return new Batch(Map.of(), data, marks, unmarked, Map.of());",
                    new Caught("app", "app.mirror.JobDocumentTest")),
            new Mutant(
                    "writes the progress file only at the end",
                    "app", "app/output/BatchMirror.java",
                    "        progress(store);\n        peak = now;",
                    "        peak = now;",
                    new Caught("app", "app.cli.work.BatchMirrorTest#theProgressFileIsWrittenAfterEachBatch")),
            new Mutant(
                    "says nothing when a batch ends",
                    "app", "app/output/BatchMirror.java",
                    "        tell.accept(\"  batch \"",
                    "        String.valueOf(\"  batch \"",
                    new Caught("app", "app.cli.work.BatchMirrorTest#batchesAndMemoryAreToldWithoutAConfigurationToo")),
            new Mutant(
                    "reports no memory",
                    "app", "app/output/BatchMirror.java",
                    "peak = new Footprint(Math.max(peak.own(), now.own()), Math.max(peak.commands(), now.commands()));",
                    "peak = new Footprint(0, 0);",
                    new Caught("app", "app.cli.work.BatchMirrorTest#batchesAndMemoryAreToldWithoutAConfigurationToo")),
            new Mutant(
                    "leaves the memory of commands out",
                    "sources", "source/exec/Footprint.java",
                    "sum += resident(each);",
                    "sum += 0;",
                    new Caught("app", "app.cli.work.BatchMirrorTest#theMemoryOfCommandsIsCounted")),
            new Mutant(
                    "leaves the files of batches behind",
                    "app", "app/output/BatchMirror.java",
                    "            Files.deleteIfExists(file(temp, batch));",
                    "            file(temp, batch);",
                    new Caught("app", "app.cli.work.BatchMirrorTest#theProgressFileIsWrittenAfterEachBatch")),
            new Mutant(
                    "keeps no backup",
                    "app", "app/output/JobFiles.java",
                    "            backups.before(file, failures);\n",
                    "",
                    new Caught("app", "app.cli.work.RevertTest#theFileThatTheResultsReplacedComesBack")),
            new Mutant(
                    "reads the output of a single run as text",
                    "app", "app/output/Single.java",
                    "out.write(body);",
                    "out.write(new String(body, java.nio.charset.StandardCharsets.UTF_8).getBytes());",
                    new Caught("app", "app.cli.work.SingleModeTest#oneRunOverAllRowsPassesItsBytesOnAsTheyAre")),
            new Mutant(
                    "drops a row below each further header",
                    "io", "io/result/RawMerge.java",
                    "            if (headed) {\n",
                    "            if (headed) {\n                line(in);\n",
                    new Caught("io", "io.RawMergeTest")),
            new Mutant(
                    "counts a failed batch once for each row",
                    "engine", "engine/core/LikeFailures.java",
                    "if (!call.person() || !first(call)) {",
                    "if (!call.person()) {",
                    new Caught("app", "app.cli.work.LikeFailuresTest#oneFailedBatchOfManyRowsDoesNotStopTheRun")),
            new Mutant(
                    "goes on with another job than --adopt names",
                    "app", "app/cli/work/Unfinished.java",
                    "                .filter(each -> each.handle().equals(name) || each.draft().name().equals(name))\n",
                    "",
                    new Caught("app", "app.cli.work.SameWorkTest#adoptTakesTheJobThatWasNamedOrNothing")),
            new Mutant(
                    "goes on with a job of another folder",
                    "app", "app/WrappedCommand.java",
                    "return directory.toString().equals(job.draft().settings().get(\"cwd\"));",
                    "return !directory.toString().isEmpty();",
                    new Caught("app", "app.cli.work.SameWorkTest#adoptTakesTheJobThatWasNamedOrNothing")),
            new Mutant(
                    "deletes a marker that another program wrote",
                    "mirror-redis", "mirror/write.lua",
                    "  elseif is_ours(found) then",
                    "  elseif found ~= '' then",
                    new Caught("app",
                            "app.mirror.StoreMirrorTest#whatTheOriginalCacheWroteAndTheStoreDoesNotKnowStays")),
            new Mutant(
                    "replaces a value in Redis that knows more",
                    "mirror-redis", "mirror/write.lua",
                    "    if may_replace(found, value) then",
                    "    if true then",
                    new Caught("app",
                            "app.mirror.StoreMirrorTest#whatTheOriginalCacheWroteAndTheStoreDoesNotKnowStays")),
            new Mutant(
                    "continues no job that stands still",
                    "app", "app/api/fillcache/BatchContinue.java",
                    "if (state == JobState.FAILED || state == JobState.CANCELLED) {",
                    "if (state == JobState.FAILED || state == JobState.CANCELLED || state == JobState.PAUSED) {",
                    new Caught("app", "app.api.FillCacheApiTest#aJobThatFailedSaysWhyAndGoesOnToItsEndOnceItIsToldTo")),
            new Mutant(
                    "sends no Retry-After",
                    "app", "app/api/Places.java",
                    "Map.of(\"Retry-After\", AFTER_SECONDS)",
                    "Map.of()",
                    new Caught("app", "app.api.BoundsTest")),
            new Mutant(
                    "says not when to come back with a large body",
                    "app", "app/api/Bulk.java",
                    "Map.of(\"Retry-After\", \"1\")", "Map.of()",
                    new Caught("app", "app.api.BulkTest")),
            new Mutant(
                    "hides that too many files are open",
                    "sources", "source/exec/StartFailure.java",
                    "if (message.contains(\"Too many open files\")) {", "if (message.isEmpty()) {",
                    new Caught("sources", "source.exec.StartFailureTest")));

    private Mutants() {}
}
