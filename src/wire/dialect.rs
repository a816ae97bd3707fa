//! Traffic of the neighbouring protocols, recognised so that it can be explained.
