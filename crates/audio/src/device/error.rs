//! What can be wrong with a device, sorted by what the person in front of it can do about it.

/// A device that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// No microphone, or not the one of that name: plug it in, or choose another.
    #[error("no microphone was found")]
    NoMicrophone,
    /// No loudspeaker, or not the one of that name: plug it in, or choose another.
    #[error("no loudspeaker was found")]
    NoSpeaker,
    /// The operating system keeps us from the device: allow it in the privacy settings.
    #[error("the operating system blocks the sound device")]
    Blocked,
    /// Another program holds the device, or the sound system does not answer: close that program and try again.
    #[error("the sound device is busy")]
    Busy,
    /// It worked and then vanished: plug it in again. An open engine goes on looking for it by itself.
    #[error("the sound device is gone")]
    DeviceGone,
}

/// Which way sound passes a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    In,
    Out,
}

impl Way {
    /// What the lack of such a device is called.
    pub(super) fn missing(self) -> DeviceError {
        match self {
            Self::In => DeviceError::NoMicrophone,
            Self::Out => DeviceError::NoSpeaker,
        }
    }

    /// Sorts what the sound system says by remedy.
    pub(super) fn blame(self, error: &cpal::Error) -> DeviceError {
        use cpal::ErrorKind;
        match error.kind() {
            ErrorKind::DeviceBusy | ErrorKind::ResourceExhausted => DeviceError::Busy,
            ErrorKind::PermissionDenied => DeviceError::Blocked,
            _ => self.missing(),
        }
    }
}
