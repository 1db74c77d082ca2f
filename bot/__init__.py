"""The running program: settings, wiring, updates in, the schedule."""
