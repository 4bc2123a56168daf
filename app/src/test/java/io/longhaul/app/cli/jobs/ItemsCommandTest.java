package io.longhaul.app.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ItemsCommandTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Stage stage = new Stage();

    private JobRecord mixed() {
        var rows = new ArrayList<>(Stage.rows(4));
        rows.add(Stage.row(4, "K0"));
        rows.add(new DraftItem(
                7, "", List.of(""), new DraftItem.Refusal(ItemState.FAILED, ErrorClass.VALIDATION, "no ticker")));
        var job = stage.job(Stage.draft("screen"), rows);
        stage.done(job, 0, "x");
        stage.failed(job, 1, ErrorClass.TIMEOUT, "no answer in 120 s", 3);
        stage.ended(job, 2, ItemState.SKIPPED, "exit 65");
        stage.ended(job, 4, ItemState.UNCERTAIN, "no reply");
        return job;
    }

    @Test
    void everyRowIsListedWithHowItEnded() {
        mixed();

        assertThat(stage.run(ItemsCommand::new, "screen-1")).isZero();

        assertThat(stage.lines())
                .containsExactly(
                        "ROW     KEY         STATE         CLASS       REASON                 TRIES",
                        "     2  K0          passed",
                        "     3  K1          failed        timeout     no answer in 120 s         3",
                        "     4  K2          skipped                   exit 65",
                        "     5  K3          pending",
                        "     6  K0#2        uncertain     timeout     no reply",
                        "     7              failed        validation  no ticker");
    }

    @Test
    void filtersTakeTheirRowsOnly() {
        mixed();

        stage.run(ItemsCommand::new, "screen-1", "--failed");
        assertThat(rows()).containsExactly("3", "7");

        stage.run(ItemsCommand::new, "screen-1", "--class", "validation");
        assertThat(rows()).containsExactly("7");

        stage.run(ItemsCommand::new, "screen-1", "--skipped", "--uncertain");
        assertThat(rows()).containsExactly("4", "6");

        stage.run(ItemsCommand::new, "screen-1", "--class", "auth");
        assertThat(stage.printed()).isEqualTo("No such rows in screen-1\n");
    }

    private List<String> rows() {
        return stage.lines().stream().skip(1).map(line -> line.strip().replaceFirst(" .*", "")).toList();
    }

    @Test
    void aClassThereIsNotExitsAsWrongUse() {
        mixed();

        assertThat(stage.run(ItemsCommand::new, "screen-1", "--class", "tiemout")).isEqualTo(2);
        assertThat(stage.said()).startsWith("--class: got \"tiemout\"; want one of network, timeout, rate-limit");
    }

    @Test
    void tenThousandRowsComeInPagesAndInOrder() {
        var job = stage.job("screen", 10_000);
        for (int i = 0; i < 10_000; i += 3) {
            stage.failed(job, i, ErrorClass.SERVER, "500", 4);
        }

        stage.run(ItemsCommand::new, "latest");
        assertThat(rows()).hasSize(10_000).first().isEqualTo("2");
        assertThat(stage.lines().get(10_000))
                .isEqualTo(" 10001  K9999       failed        server      500                        4");

        stage.run(ItemsCommand::new, "latest", "--failed", "--json");
        var document = MAPPER.readTree(stage.printed());
        assertThat(document.get("items").size()).isEqualTo(3_334);
        assertThat(document.at("/items/3333/row").asInt()).isEqualTo(10_001);

        stage.run(ItemsCommand::new, "latest", "--json");
        document = MAPPER.readTree(stage.printed());
        assertThat(document.get("items").size()).isEqualTo(10_000);
        assertThat(document.at("/items/1/state").stringValue()).isEqualTo("pending");
        assertThat(document.at("/items/9999/class").stringValue()).isEqualTo("server");
    }

    @Test
    void aRowInJsonHasItsFacts() {
        mixed();

        stage.run(ItemsCommand::new, "screen-1", "--class", "timeout", "--json");

        var document = MAPPER.readTree(stage.printed());
        assertThat(document.get("jobId").stringValue()).isEqualTo("screen-1");
        assertThat(document.at("/items/0").toString())
                .isEqualTo(
                        """
                        {"row":3,"key":"K1","occurrence":1,"state":"failed","ending":"failed","class":"timeout",\
                        "reason":"no answer in 120 s","attempts":3,"calls":3,"cost":"0.0000"}""");
    }

    @Test
    void noRowsAreAnEmptyDocument() {
        stage.job("screen", 1);

        stage.run(ItemsCommand::new, "screen-1", "--failed", "--json");

        assertThat(stage.printed()).isEqualTo("{\"schema\":1,\"jobId\":\"screen-1\",\"items\":[]}\n");
    }
}
