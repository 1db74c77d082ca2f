"""Rows in and out: between the store and files, other stores and SQL tables.

What moves are the rows of the specification's key-value table: a key and a text. `rows` says what
one is and whether it is good; `files`, `dump` and `postgres` read and write them; `importing` and
`exporting` put them into the store and take them out. `sql` fills a table for each kind, which
`tables` describes.
"""
