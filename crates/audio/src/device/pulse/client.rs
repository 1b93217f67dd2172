//! One connection to the sound server: a question and its answer, or one message after the other.

use std::io::{self, BufReader, Cursor, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use pulseaudio::protocol::{
    self, AuthParams, AuthReply, Command, CommandReply, Prop, Props, ProtocolError, PulseError, SetClientNameReply,
    TagStructReader,
};

use super::super::error::{DeviceError, Way};
use super::introduction;

/// A server that needs longer for an answer hangs. It answers in a millisecond.
const ANSWERS_WITHIN: Duration = Duration::from_secs(2);

/// The server takes what it asked for at once; a socket that is full for so long leads nowhere.
const TAKES_WITHIN: Duration = Duration::from_millis(200);

/// No message of the server is longer: a list of devices has some kilobytes each, sound comes in pieces of one.
const LONGEST: usize = 1 << 20;

/// What goes wrong between the server and us.
#[derive(Debug)]
pub(in super::super) enum Trouble {
    /// There is no server, or it does not answer any more.
    Gone,
    /// It said no.
    Refused(PulseError),
}

impl Trouble {
    /// What that means for somebody who wants a device.
    pub(in super::super) fn blame(&self, way: Way) -> DeviceError {
        match self {
            Self::Refused(PulseError::AccessDenied | PulseError::AuthKey) => DeviceError::Blocked,
            Self::Refused(PulseError::Busy | PulseError::BadState | PulseError::TooLarge | PulseError::Timeout) => {
                DeviceError::Busy
            }
            Self::Gone | Self::Refused(_) => way.missing(),
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

impl From<ProtocolError> for Trouble {
    fn from(error: ProtocolError) -> Self {
        match error {
            ProtocolError::ServerError(error) => Self::Refused(error),
            _ => Self::Gone,
        }
    }
}

/// See the module.
pub(in super::super) struct Client {
    socket: BufReader<UnixStream>,
    version: u16,
    asked: u32,
    body: Vec<u8>,
    /// Something was told while an answer was awaited.
    pub(super) overheard: bool,
}

/// What the server says by itself.
#[expect(clippy::large_enum_variant, reason = "a box would take memory for every request of sound")]
pub(super) enum Message<'a> {
    /// Sound of a stream that records.
    Sound(&'a [u8]),
    /// Anything else.
    Told(Command),
    /// A message that is newer than our vocabulary.
    Unknown,
}

impl Client {
    /// Connects to the server of this session.
    pub(in super::super) fn connect() -> Result<Self, Trouble> {
        let path = pulseaudio::socket_path_from_env().ok_or(Trouble::Gone)?;
        let socket = UnixStream::connect(path)?;
        socket.set_read_timeout(Some(ANSWERS_WITHIN))?;
        socket.set_write_timeout(Some(TAKES_WITHIN))?;
        let mut client = Self {
            socket: BufReader::with_capacity(1 << 16, socket),
            version: protocol::MAX_VERSION,
            asked: 0,
            body: Vec::with_capacity(1 << 16),
            overheard: false,
        };
        let auth = AuthParams {
            version: protocol::MAX_VERSION,
            supports_shm: false,
            supports_memfd: false,
            cookie: introduction::cookie(),
        };
        let answer: AuthReply = client.ask(&Command::Auth(auth))?;
        client.version = client.version.min(answer.version);
        let mut props = Props::new();
        props.set(Prop::ApplicationName, c"Roomline");
        let _known: SetClientNameReply = client.ask(&Command::SetClientName(props))?;
        Ok(client)
    }

    /// Asks, and waits for the answer.
    pub(super) fn ask<R: CommandReply>(&mut self, question: &Command) -> Result<R, Trouble> {
        self.answer_to(question)?;
        let version = self.version;
        // The answer follows its tag and number, five bytes each.
        let mut rest = Cursor::new(&self.body[10..]);
        Ok(TagStructReader::new(&mut rest, version).read()?)
    }

    /// Tells, and waits until the server has taken it.
    pub(super) fn tell(&mut self, what: &Command) -> Result<(), Trouble> {
        self.answer_to(what)
    }

    /// Waits for what the server says next, for ever once [`Client::waits_for_ever`] was called. Takes no memory for what comes in
    /// the course of a call.
    pub(super) fn next(&mut self) -> Result<Message<'_>, Trouble> {
        let channel = self.receive()?;
        if channel != u32::MAX {
            return Ok(Message::Sound(&self.body));
        }
        match Command::read_tag_prefixed(&mut Cursor::new(&self.body[..]), self.version) {
            Ok((_, command)) => Ok(Message::Told(command)),
            Err(_) => Ok(Message::Unknown),
        }
    }

    /// The wait for the next message has no limit from now on.
    pub(super) fn waits_for_ever(&self) -> Result<(), Trouble> {
        Ok(self.socket.get_ref().set_read_timeout(None)?)
    }

    /// The socket, to write to it or to shut it from another thread.
    pub(in super::super) fn socket(&self) -> Result<UnixStream, Trouble> {
        Ok(self.socket.get_ref().try_clone()?)
    }

    pub(super) fn version(&self) -> u16 {
        self.version
    }

    fn answer_to(&mut self, question: &Command) -> Result<(), Trouble> {
        self.asked += 1;
        let asked = self.asked;
        let mut message = Vec::new();
        protocol::encode_command_message(&mut message, asked, question, self.version)?;
        let mut socket = self.socket.get_ref();
        if asked == 1 {
            introduction::introduce(socket, &message)?;
        } else {
            socket.write_all(&message)?;
        }
        loop {
            if self.receive()? != u32::MAX {
                continue;
            }
            match Command::read_tag_prefixed(&mut Cursor::new(&self.body[..]), self.version) {
                Ok((number, Command::Reply)) if number == asked => return Ok(()),
                Ok((number, Command::Error(error))) if number == asked => return Err(Trouble::Refused(error)),
                Ok(_) | Err(_) => self.overheard = true,
            }
        }
    }

    /// Reads one message into the body, and returns the channel it came on.
    fn receive(&mut self) -> Result<u32, Trouble> {
        let mut head = [0; protocol::DESCRIPTOR_SIZE];
        self.socket.read_exact(&mut head)?;
        let head = protocol::read_descriptor(&mut &head[..])?;
        let length = head.length as usize;
        if length > LONGEST {
            return Err(Trouble::Gone);
        }
        self.body.resize(length, 0);
        self.socket.read_exact(&mut self.body)?;
        Ok(head.channel)
    }
}
