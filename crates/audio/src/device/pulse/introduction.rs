//! Who we are: the server lets in who runs as the person that it belongs to, and the kernel vouches for that.

use std::io::{self, IoSlice, Write as _};
use std::mem::MaybeUninit;
use std::os::unix::net::UnixStream;

use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, UCred, sendmsg};
use rustix::process::{getgid, getpid, getuid};

/// The length that the server wants a cookie to have, also where there is none.
///
/// Source: PulseAudio, `pulsecore/native-common.h`: `PA_NATIVE_COOKIE_LENGTH`.
const COOKIE_LENGTH: usize = 256;

/// The cookie of this session for servers that ask for one; of no use, but of the right length, without one.
pub(super) fn cookie() -> Vec<u8> {
    let kept = pulseaudio::cookie_path_from_env().and_then(|path| std::fs::read(path).ok());
    kept.filter(|cookie| cookie.len() == COOKIE_LENGTH).unwrap_or_else(|| vec![0; COOKIE_LENGTH])
}

/// Sends the first message with our user, as the kernel confirms it.
///
/// The kernel adds it by itself to what reaches a server that has asked for it; but the server asks only after it has taken the
/// connection, and on a busy computer our first message is there before.
pub(super) fn introduce(mut socket: &UnixStream, message: &[u8]) -> io::Result<()> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmCredentials(1))];
    let mut beside = SendAncillaryBuffer::new(&mut space);
    beside.push(SendAncillaryMessage::ScmCredentials(UCred { pid: getpid(), uid: getuid(), gid: getgid() }));
    let sent = sendmsg(socket, &[IoSlice::new(message)], &mut beside, SendFlags::NOSIGNAL)?;
    socket.write_all(&message[sent..])
}

#[cfg(test)]
mod tests {
    use std::io::IoSliceMut;

    use rustix::net::sockopt::set_socket_passcred;
    use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};

    use super::*;

    #[test]
    fn a_server_that_asks_late_who_we_are_is_told_all_the_same() {
        let (ours, servers) = UnixStream::pair().expect("two sockets");
        introduce(&ours, b"hello").expect("sent");
        set_socket_passcred(&servers, true).expect("the server asks");
        let mut text = [0; 5];
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmCredentials(1))];
        let mut beside = RecvAncillaryBuffer::new(&mut space);
        recvmsg(&servers, &mut [IoSliceMut::new(&mut text)], &mut beside, RecvFlags::empty()).expect("received");
        let told = beside.drain().find_map(|message| match message {
            RecvAncillaryMessage::ScmCredentials(told) => Some(told.uid),
            _ => None,
        });
        assert_eq!((&text, told), (b"hello", Some(getuid())));
    }
}
