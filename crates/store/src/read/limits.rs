//! How much a compressed file may unpack to.

/// Bounds on what compressed input may unpack to; the defaults suit every published trade file.
///
/// An archive within an archive is always refused, and no size that a file states about itself is
/// trusted: bytes are counted while they are unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes out for each compressed byte in. Trade tables pack about tenfold; deflate cannot pass 1,032.
    pub expansion_ratio: u64,
    /// Bytes out of one file, over all its members. All years of BACI in its oldest classification
    /// unpack to some 9 GiB.
    pub expanded_bytes: u64,
    /// Entries of one archive.
    pub entries: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            expansion_ratio: 200,
            expanded_bytes: 64 << 30,
            entries: 10_000,
        }
    }
}

/// The ratio is not judged before so many bytes, because short tables of equal rows pack very well.
pub(crate) const RATIO_FREE_BYTES: u64 = 4 << 20;

/// Longest line of a table. The longest real one, a product with its description, has about 2,000 bytes.
pub(crate) const LINE_BYTES: usize = 1 << 20;
