//! Bytes as a story: small numbers first, then as much of the rest as they ask for.

/// What is left to read; at the end everything is zero.
pub(crate) struct Story<'a>(&'a [u8]);

impl<'a> Story<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.array::<1>()[0]
    }

    pub(crate) fn short(&mut self) -> u16 {
        u16::from_le_bytes(self.array())
    }

    pub(crate) fn long(&mut self) -> u32 {
        u32::from_le_bytes(self.array())
    }

    /// As many bytes as the next one says, or as there are.
    pub(crate) fn piece(&mut self) -> &'a [u8] {
        let length = usize::from(self.byte()).min(self.0.len());
        let (piece, rest) = self.0.split_at(length);
        self.0 = rest;
        piece
    }

    fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut array = [0; N];
        let there = N.min(self.0.len());
        array[..there].copy_from_slice(&self.0[..there]);
        self.0 = &self.0[there..];
        array
    }
}
