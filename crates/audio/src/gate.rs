//! Between "the devices are open" and "the resident may hear you" stands one door. It follows the direction that both descriptions
//! agreed upon, and it is shut until a call is accepted.

/// Which way sound may pass, seen from this end.
///
/// Source: RFC 3264 §5.1 and §6.1 (`sendrecv`, `sendonly`, `recvonly`, `inactive`); design §3.1 step 4 (shut until acceptance).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gate {
    /// Both ways.
    SendReceive,
    /// Ours goes out, theirs is thrown away.
    SendOnly,
    /// Theirs is heard, nothing of ours leaves.
    ReceiveOnly,
    /// Shut: no RTP leaves, and received sound is thrown away.
    #[default]
    Inactive,
}

impl Gate {
    /// Whether our sound may leave.
    #[must_use]
    pub const fn sends(self) -> bool {
        matches!(self, Self::SendReceive | Self::SendOnly)
    }

    /// Whether the far end's sound may be heard.
    #[must_use]
    pub const fn receives(self) -> bool {
        matches!(self, Self::SendReceive | Self::ReceiveOnly)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_gate_lets_nothing_pass() {
        assert!(!Gate::default().sends() && !Gate::default().receives());
    }

    #[test]
    fn each_half_open_gate_passes_exactly_one_way() {
        assert!(Gate::SendOnly.sends() && !Gate::SendOnly.receives());
        assert!(Gate::ReceiveOnly.receives() && !Gate::ReceiveOnly.sends());
    }
}
