//! What reading yields: flows, and the one who takes them.

use stirstick_codes::{
    Country, Currency, Nomenclature, Period, ProductCode, ReportedBy, Valuation,
};

use super::error::ReadError;
use super::report::Reject;

/// One trade flow as a source states it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flow {
    /// When.
    pub period: Period,
    /// Who sold.
    pub exporter: Country,
    /// Who bought.
    pub importer: Country,
    /// What.
    pub product: ProductCode,
    /// The list that the product code belongs to.
    pub nomenclature: Nomenclature,
    /// Value in whole units of `currency`, never negative.
    pub value: f64,
    /// Currency of the value.
    pub currency: Currency,
    /// What the value includes.
    pub valuation: Valuation,
    /// Weight in tonnes; `None` where the source gives none.
    pub quantity_t: Option<f64>,
    /// Whose statistics say so.
    pub reported_by: ReportedBy,
    /// Line of the text counted from 1 with the header, or number of the record in JSON and Parquet.
    pub row: u64,
}

/// Takes what a reader finds.
///
/// Any error that a method returns ends the reading and is handed to the caller of the reader.
pub trait FlowSink {
    /// Called before the first row of each table of flows, with the file (`totals.csv`) or the archive
    /// and its member (`BACI.zip!BACI_HS22_Y2022_V202601.csv`).
    ///
    /// # Errors
    /// Whatever the sink wants reading to end with.
    fn begin(&mut self, file: &str) -> Result<(), ReadError>;

    /// Takes a flow.
    ///
    /// # Errors
    /// Whatever the sink wants reading to end with.
    fn push(&mut self, flow: Flow) -> Result<(), ReadError>;

    /// Takes a row that is bad.
    ///
    /// # Errors
    /// [`ReadError::Row`] when no more bad rows are allowed.
    fn reject(&mut self, reject: Reject) -> Result<(), ReadError>;

    /// Told now and then how many bytes were read from disk so far, over all files.
    ///
    /// # Errors
    /// [`ReadError::Cancelled`] to stop.
    fn progress(&mut self, bytes_read: u64) -> Result<(), ReadError>;

    /// Takes the description of a product, once for each product and table.
    fn label(&mut self, product: ProductCode, text: &str);
}
