//! What goes into an exchange and what it wants done.

use std::time::Duration;

use roomline_signaling::alexa::Signal;
use roomline_signaling::rest::UnitEcho;

use super::{CloseReason, LetterId, SocketId};
use crate::calls::{FromAlexa, PostOutcome, RingGroup, StationIdentity, Unit};

/// Something that happened outside.
#[derive(Clone, Debug)]
pub enum Input {
    /// A station's socket was authorised.
    SocketOpened {
        /// The socket, never used before.
        socket: SocketId,
        /// Whose it is.
        who: StationIdentity,
    },
    /// A station says something.
    Frame {
        /// On which socket.
        socket: SocketId,
        /// The message.
        text: String,
    },
    /// A socket is gone.
    SocketGone {
        /// Which.
        socket: SocketId,
    },
    /// Alexa says something.
    Alexa(FromAlexa),
    /// What became of a post.
    Posted {
        /// Which letter.
        letter: LetterId,
        /// What became of it.
        outcome: PostOutcome,
    },
    /// The ring groups were changed; live calls keep theirs.
    RingGroupsChanged(Vec<RingGroup>),
    /// The directory was changed.
    DirectoryChanged(Vec<Unit>),
    /// Echos came or went.
    EchosChanged(Vec<UnitEcho>),
    /// A sign-in session was revoked.
    Revoked {
        /// Its id.
        session: String,
    },
}

/// Something to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Send a text message on a socket.
    Send {
        /// The socket.
        socket: SocketId,
        /// The message.
        frame: String,
    },
    /// Close a socket; it counts as gone already.
    Close {
        /// The socket.
        socket: SocketId,
        /// Why.
        reason: CloseReason,
    },
    /// Post a message to Alexa and say what became of it by [`Input::Posted`].
    Post {
        /// Which letter.
        letter: LetterId,
        /// The message.
        signal: Signal,
        /// What is left of its time.
        deadline: Duration,
    },
}
