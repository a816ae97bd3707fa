//! The command line itself: help, misuse, exit codes, pipes.
