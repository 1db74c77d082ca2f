### Files: parts of a large one; concerts for calendars, import. HTML.

file-part = Part { $n }. There is more to come.
file-part-last = Part { $n }, the last one.

calendar-how = <b>{ $title }</b>: open the file, and it's in your calendar.

## Import

import-how =
    <b>Import concerts</b>

    Send me a file: a table (CSV) or a calendar (.ics).

    A table needs a title, a venue, a city, a date and a time; a price, tickets, a poster and a few words about it are welcome. Any order of columns will do, in English or Russian.

    You see everything before it's added. Up to { $most } concerts and { $size } MB a file.
import-template-how = Fill it in, save it as CSV, and send it back to me.
import-found = <b>{ $n ->
        [one] { $n } concert to add
       *[other] { $n } concerts to add
    }</b>
import-found-none = <b>Nothing new to add</b>
import-show = { $day }, { $clock } · { $city } · { $title }
import-moved = <b>The date or time seems to have changed</b>
import-show-moved = { $day }, { $clock } → { $newday }, { $newclock } · { $city } · { $title }
import-has-moved = <b>{ $n ->
        [one] { $n } concert has moved.
       *[other] { $n } concerts have moved.
    }</b> Everyone who is going will hear of it.
import-more = … and { $n } more
import-day-first = I read the dates as day/month. If yours begin with the month, write them like 2027-07-04.
import-over = Over already: { $n }. Is the year right?
import-there = Already on your page: { $n }
import-problems = <b>{ $n ->
        [one] { $n } line I couldn't take
       *[other] { $n } lines I couldn't take
    }</b>
import-problems-more = … and { $n } more: all of them are in the file above
import-again = Fix them in the file and send it again: nothing gets added twice.
import-added = <b>{ $n ->
        [one] { $n } concert is on your page now!
       *[other] { $n } concerts are on your page now!
    }</b>
import-no-text = I can't read this file as text. Save the table as CSV, please.
import-no-head = The first line should name the columns. Have a look at the template.
import-lacks = The table lacks a column: { $columns }. Have a look at the template.
import-many = That's more than { $most } concerts. Split the file, please.
import-quote = In line { $line } a quotation mark is left open, so I can't tell the columns apart. Fix it and send the file again.
import-large = That file is too big for me. Split it, please.
import-no-calendar = I can't read this calendar. Export it once more, or use a table.
import-empty = There isn't a single concert in this file.
import-sheet = That's a spreadsheet's own format. Save it as CSV and send it again.
