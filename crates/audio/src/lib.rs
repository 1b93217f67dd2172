//! Sound: frames, codecs, jitter buffer, echo cancellation and devices.
