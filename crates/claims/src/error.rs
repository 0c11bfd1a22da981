/// Why an input holds no text to read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing but white space, or a page without text.
    #[error("the text is empty ({bytes} bytes of input hold no word)")]
    Empty {
        /// Length of the input in bytes.
        bytes: usize,
    },
    /// Bytes that are no text: an image, an archive, a PDF file.
    #[error("the input is not text: byte {offset} is {byte:#04x} (plain text or HTML is expected)")]
    Binary {
        /// Where the first byte is that no text has, counted from 0.
        offset: usize,
        /// The byte.
        byte: u8,
    },
    /// More than [`crate::MAX_INPUT_BYTES`].
    #[error("the input has {bytes} bytes, and at most {limit} are read")]
    TooLarge {
        /// Length of the input in bytes.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
}
