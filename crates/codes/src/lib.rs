//! The vocabulary of trade data: countries, products, periods, and how a value was measured.
//!
//! Everything here is a small value type with one text form, plus embedded tables. Nothing reads a
//! file, a clock or the network. Start with [`Country`] and [`ProductCode`].
//!
//! | type | text forms | source of its table |
//! |---|---|---|
//! | [`Country`] | `CHE`, `E19`, `_X_`, `QMA` | ISO 3166, UN Comtrade, BACI, IMF, China's customs |
//! | [`ProductCode`] | `TOTAL`, `84`, `845611`, `9999AA` | |
//! | [`Nomenclature`] | `HS22`, `CN8`, `SITC4` | |
//! | [`Period`], [`PeriodRange`] | `2023`, `2023-Q1`, `2023-04`, `2023-01..2023-04` | |
//! | [`Revisions`] | `HS92..HS12` | correlation tables of the United Nations |
//! | [`Role`], [`Confidence`] | `specific`, `high` | |
//! | [`Currency`] | `USD` | ISO 4217 |
//! | [`Frequency`], [`Valuation`], [`ReportedBy`] | `A`, `cif`, `importer` | |
//!
//! [`MachineMap`] says which machines make which goods, and [`InputMap`] what goods are made from; both
//! can be read from a text of the user's own.
//!
//! Three tables say more about codes: [`pair_geography`] has distances and links between countries,
//! [`sectors`] groups of goods as people speak of them, and [`embargo`] the markets to which goods of the
//! Common High Priority List may not go.
//!
//! A code is text and never a number: `ProductCode` keeps the leading zero of `0101`, and no type
//! here offers arithmetic on codes. The tables, their sources and licences are described in
//! `tables/README.md` beside the code.
//!
//! ```
//! use stirstick_codes::{Country, Nomenclature, Period, ProductCode, product_name, restricted_entry};
//!
//! let supplier = Country::from_comtrade(757)?;
//! assert_eq!(supplier, Country::parse("Switzerland")?);
//! let lathe = ProductCode::parse("8458.11")?;
//! assert_eq!(lathe.truncate(4).as_str(), "8458");
//! assert!(product_name(Nomenclature::HS22, lathe).is_some_and(|name| name.starts_with("Lathes")));
//! assert!(restricted_entry(lathe).is_some());
//! assert_eq!(Period::parse("2023M04")?.to_string(), "2023-04");
//! # Ok::<(), stirstick_codes::Error>(())
//! ```

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a test that fails here has failed")
)]

mod country;
mod currency;
mod embargo;
mod error;
mod geography;
mod input_map;
mod machine_map;
mod map_table;
mod map_words;
mod measure;
mod nomenclature;
mod period;
mod product;
mod restricted;
mod revision;
mod sector;
mod text;

pub use country::{Country, CountryKind};
pub use currency::Currency;
pub use embargo::{Embargo, embargo};
pub use error::{Error, TableError};
pub use geography::{PairGeography, geography_source, has_geography, pair_geography};
pub use input_map::{InputLink, InputMap, InputRow};
pub use machine_map::{Link, Machine, MachineMap};
pub use map_table::TableProblem;
pub use map_words::{Confidence, Role};
pub use measure::{Frequency, ReportedBy, Valuation};
pub use nomenclature::Nomenclature;
pub use period::{Period, PeriodRange};
pub use product::{ProductCode, product_name};
pub use restricted::{RestrictedEntry, restricted_entry, restricted_list_label, restricted_under};
pub use revision::Revisions;
pub use sector::{Prefixes, Sector, sectors};
