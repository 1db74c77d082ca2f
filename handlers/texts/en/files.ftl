### Concerts: files for calendars, import. HTML.

calendar-how = <b>{ $title }</b>: open the file, and it's in your calendar.
