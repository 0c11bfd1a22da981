//! A synthetic trade world with known truth, to try questions on and to measure answers against.
//!
//! Everything comes from a seed, and nothing from real statistics: countries are invented (`QMA`
//! to `QZZ`), only the product codes are real ones of HS 2022. Two sizes:
//!
//! - [`Size::Small`], the world with a story: 24 countries, 108 products, 2010 to 2023. Structural
//!   gravity (Anderson and van Wincoop 2003) for every product and year decides who sells what to
//!   whom; on top of it suppliers leave a market, goods come to be made at home after their
//!   machines were bought, and rival stories happen that look alike; customs services report all
//!   this from both sides, with errors, until one of them stops. The truth is written beside it.
//! - [`Size::Baci`], a world for load: one year of about ten million flows over 220 countries and
//!   all six-digit products, in BACI's layout, written as it is drawn.
//!
//! The same [`Options`] give the same bytes on the same platform; the mathematical functions of
//! another platform's C library may differ in the last digit. Nothing here opens a file: see
//! [`write_to`].
//!
//! Where to start reading: `cast` for who plays which part, `story` and `events` for what is
//! planted, `paths` for how machine demand follows, `gravity` and `flows` for how trade follows.
//!
//! ```
//! use stirstick_sample::{Options, OutputKind, generate, write_output};
//! use std::io::Cursor;
//!
//! let world = generate(&Options::default())?;
//! let mut out = Cursor::new(Vec::new());
//! let rows = write_output(&world, OutputKind::Countries, &mut out, &mut |_| {})?;
//! assert_eq!(rows, 24);
//! assert!(String::from_utf8(out.into_inner()).is_ok_and(|text| text.contains("QMD")));
//! # Ok::<(), stirstick_sample::Error>(())
//! ```

mod baci;
mod cast;
mod costs;
mod economy;
mod error;
mod events;
mod flow_tables;
mod flows;
mod geography;
mod gravity;
mod load;
mod monthly;
mod names;
mod number;
mod output;
mod paths;
mod products;
mod random;
mod readme;
mod reports;
mod story;
mod tables;
mod truth;
mod truth_tables;
mod world;

pub use error::Error;
pub use output::{OutputFile, OutputKind, WriteSeek, outputs, write_files, write_output, write_to};

use load::LoadWorld;
use world::StoryWorld;

/// The seed that is used unless another is asked for.
pub const DEFAULT_SEED: u64 = 20_240_517;

/// How big a world is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    /// 24 countries, 108 products, 14 years, with a story.
    #[default]
    Small,
    /// 220 countries, all six-digit products, one year, about ten million flows.
    Baci,
}

impl Size {
    /// The size as users write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Baci => "baci",
        }
    }
}

/// What world to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Everything drawn follows from it; [`DEFAULT_SEED`] unless set.
    pub seed: u64,
    /// Small unless set.
    pub size: Size,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: DEFAULT_SEED,
            size: Size::default(),
        }
    }
}

/// A world, ready to be written with [`write_output`].
#[derive(Debug)]
pub struct World {
    kind: WorldKind,
}

#[derive(Debug)]
enum WorldKind {
    Story(Box<StoryWorld>),
    Load(Box<LoadWorld>),
}

impl World {
    /// The options that made it.
    #[must_use]
    pub fn options(&self) -> Options {
        match &self.kind {
            WorldKind::Story(world) => Options {
                seed: world.seed,
                size: Size::Small,
            },
            WorldKind::Load(world) => Options {
                seed: world.seed,
                size: Size::Baci,
            },
        }
    }
}

/// Draws a world.
///
/// The small one takes a fraction of a second and about 70 MB; the large one draws its markets
/// here, in a few seconds and 90 MB, and its flows when they are written.
///
/// # Errors
/// [`Error::NotConverged`] when the multilateral resistances of a product do not settle.
pub fn generate(options: &Options) -> Result<World, Error> {
    let kind = match options.size {
        Size::Small => WorldKind::Story(Box::new(StoryWorld::draw(options.seed)?)),
        Size::Baci => WorldKind::Load(Box::new(LoadWorld::draw(options.seed)?)),
    };
    Ok(World { kind })
}
