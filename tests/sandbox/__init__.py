"""The sandbox, through raw HTTP, as any client meets it."""
