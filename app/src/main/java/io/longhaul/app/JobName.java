package io.longhaul.app;

import io.longhaul.app.view.Text;

/// What a person calls a job. What would be taken for something else where a job is named is no name, on the command
/// line and over HTTP alike.
public final class JobName {

    public static final int LONGEST = 100;

    /// What is wanted, after "want".
    public static final String WANTED =
            "1 to " + LONGEST + " printable characters that are neither \"latest\" nor the id"
                    + " of a job, as screen-1 or fill-cache-1, and do not begin with -";

    private JobName() {}

    /// @param name empty for none
    public static boolean fits(String name) {
        return name.isEmpty()
                || !name.equals("latest")
                        && !name.isBlank()
                        && !name.startsWith("-")
                        && !handle(name)
                        && name.length() <= LONGEST
                        && name.equals(Text.visible(name));
    }

    /// Whether it looks like the id of a job: workflows have hyphens in their names, too.
    private static boolean handle(String name) {
        return name.matches("[a-z]+(-[a-z]+)*-\\d+");
    }
}
