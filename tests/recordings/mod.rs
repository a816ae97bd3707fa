//! Recordings: what is written, what is read back, and what becomes of damage.
