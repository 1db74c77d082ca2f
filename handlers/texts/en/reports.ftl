### Rights and reports: what should not be there, and what becomes of it. HTML.

## For everybody

report-why = <b>What's wrong with “{ $title }”?</b>
report-thanks =
    <b>Thank you!</b> A person will look at it, and I'll tell you what came of it.

    Nobody will hear that it was you.
