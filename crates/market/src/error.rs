//! Why a question could not be answered.

use crate::counted::{characters, counted};
use stirstick_codes::Error as CodesError;

/// A command that gets data about any market, by goods: an example to copy, of a dataset that is free.
pub const IMPORT_EXAMPLE: &str = "stirstick data import BACI_HS22_V202501.zip --as baci";

/// Why a question could not be answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The market bought nothing in the first period, so that nothing can be compared with it.
    #[error(
        "no sales are recorded in the first period, so that there is no base to compare with; \
         choose an earlier or later first period"
    )]
    NoBase,

    /// A union of countries buys from its own members too, and is no market here.
    #[error("{name} is no single market; name a country")]
    NoMarket {
        /// The union.
        name: String,
    },

    /// No months are known from which a year could be foretold.
    #[error(
        "no dataset holds {what}; import monthly flows, such as: stirstick data import comext.csv --as comext"
    )]
    NoMonths {
        /// What would be needed.
        what: String,
    },

    /// What was to be checked is no text.
    #[error("cannot read {file} as text: {source}")]
    Text {
        /// Name of the file.
        file: String,
        /// What the reader said.
        source: stirstick_claims::Error,
    },

    /// A level to reach could not be read.
    #[error("`{got}` is no amount; write a number above zero with bn, mn or tn, such as 240bn")]
    BadLevel {
        /// What was written.
        got: String,
    },

    /// A table that comes with the program is damaged.
    #[error(transparent)]
    Forecast(#[from] stirstick_forecast::Error),

    /// The market and the supplier are one country.
    #[error("{name} is named as market and as supplier: name two countries")]
    OneCountry {
        /// The country.
        name: String,
    },

    /// The second period does not come after the first.
    #[error("the period {to} does not come after {from}; give the earlier one with --from")]
    PeriodOrder {
        /// First period.
        from: String,
        /// Second period.
        to: String,
    },

    /// Sums over different lengths of time were to be compared.
    #[error(
        "the period {from} has {} and {to} has {to_months}: name two periods of the same length, such as \
         2023-01..2023-04 and 2024-01..2024-04",
        counted(usize::from(*.from_months), "month", "months")
    )]
    PeriodLength {
        /// First period.
        from: String,
        /// Its months.
        from_months: u16,
        /// Second period.
        to: String,
        /// Its months.
        to_months: u16,
    },

    /// The rows are of one supplier, which cannot show who supplies a market.
    #[error(
        "dataset {dataset} holds the trade of {market} with one supplier only, which cannot show who \
         supplies it"
    )]
    OneSupplier {
        /// The dataset.
        dataset: String,
        /// The market.
        market: String,
    },

    /// One digit is no code of the nomenclature.
    #[error(
        "{code} is no code of {nomenclature}, in dataset {dataset}: a chapter has two digits, such as 0{code}"
    )]
    OneDigit {
        /// What was asked about.
        code: String,
        /// Nomenclature of the dataset.
        nomenclature: String,
        /// The dataset.
        dataset: String,
    },

    /// A value or quantity is negative or not finite.
    #[error("{field} of supplier {supplier}, product {product} is {value}; expected zero or more")]
    BadValue {
        /// Supplier of the cell.
        supplier: String,
        /// Product of the cell.
        product: String,
        /// Field of the cell.
        field: &'static str,
        /// What it held.
        value: f64,
    },

    /// A supplier and product occur twice.
    #[error("supplier {supplier}, product {product} occurs twice; add its rows up first")]
    DuplicateSales {
        /// Supplier of the cell.
        supplier: String,
        /// Product of the cell.
        product: String,
    },

    /// One product code contains another, so that its trade would be counted twice.
    #[error("product {broad} contains product {narrow}; choose codes that do not overlap")]
    OverlappingProducts {
        /// The code that contains the other.
        broad: String,
        /// The code that is contained.
        narrow: String,
    },

    /// A supplier's sales elsewhere are negative or not finite.
    #[error("sales of {supplier} elsewhere are {value}; expected zero or more")]
    BadElsewhere {
        /// The supplier.
        supplier: String,
        /// What was given.
        value: f64,
    },

    /// A supplier's sales elsewhere are given twice.
    #[error("sales of {supplier} elsewhere are given twice; add them up first")]
    DuplicateElsewhere {
        /// The supplier.
        supplier: String,
    },

    /// The threshold of the exit rule is not a share.
    #[error("the exit threshold is {value}; expected a share from 0 to below 1, such as 0.5")]
    BadThreshold {
        /// What was asked for.
        value: f64,
    },

    /// A formula could not be read.
    #[error("cannot read the formula {formula:?} from character {at} on: {reason}")]
    Formula {
        /// The formula.
        formula: String,
        /// Character, from 1.
        at: usize,
        /// What was expected.
        reason: String,
    },

    /// No row of the table has all that the formula needs.
    #[error("{table}: no row has all values that {formula} needs: {missing}")]
    NoCompleteRow {
        /// The table.
        table: String,
        /// The formula.
        formula: String,
        /// What rows lack, in words.
        missing: String,
    },

    /// A dataset was named and there is no store.
    #[error("{name} is no file, and there is no store to look for a dataset of that name")]
    NoStore {
        /// The name.
        name: String,
    },

    /// There is no estimate.
    #[error("no estimate of {formula}: {source}{names}")]
    Gravity {
        /// The formula.
        formula: String,
        /// The columns that the numbers of the error stand for.
        names: String,
        /// What the estimator said.
        source: stirstick_gravity::Error,
    },

    /// A receipt is of a file that is not in the store.
    #[error(
        "receipt {id} is of the file {file} (SHA-256 {sha256}), which is not in the store; ask again with: \
         {command}"
    )]
    OfFile {
        /// The receipt.
        id: String,
        /// Name of the file.
        file: String,
        /// Start of its hash.
        sha256: String,
        /// The command that asks again.
        command: String,
    },

    /// The list of exhibitors could not be read.
    #[error("cannot read {file}: {source}")]
    ExhibitorRead {
        /// Name of the file.
        file: String,
        /// What the reader said.
        source: std::io::Error,
    },

    /// The list of exhibitors holds no exhibitor.
    #[error(
        "{file} lists no exhibitor; expected a header `firm,country` or `firm,country,year` and a row for each exhibitor"
    )]
    ExhibitorEmpty {
        /// Name of the file.
        file: String,
    },

    /// The list of exhibitors is longer than can be a list of exhibitors.
    #[error("{file} is longer than {limit_mib} MiB; split it by year")]
    ExhibitorLimit {
        /// Name of the file.
        file: String,
        /// Size up to which a list is read.
        limit_mib: u64,
    },

    /// The list of exhibitors lacks a column.
    #[error(
        "{file}, line {line}: no column `{column}` among `{found}`; name the columns \
         `firm,country` or `firm,country,year` in the first line, separated by commas"
    )]
    ExhibitorColumnMissing {
        /// Name of the file.
        file: String,
        /// Line of the header.
        line: u64,
        /// The column that is missing.
        column: &'static str,
        /// The columns that are there, joined by commas.
        found: String,
    },

    /// The list of exhibitors has a column twice.
    #[error("{file}, line {line}: column `{column}` occurs twice; keep one of them")]
    ExhibitorColumnTwice {
        /// Name of the file.
        file: String,
        /// Line of the header.
        line: u64,
        /// The column.
        column: String,
    },

    /// A row has more or fewer fields than the header.
    #[error(
        "{file}, line {line}: {got} fields where the header has {expected}; \
         put names that hold a comma between double quotes"
    )]
    ExhibitorRagged {
        /// Name of the file.
        file: String,
        /// Line of the row.
        line: u64,
        /// Fields of the header.
        expected: u64,
        /// Fields of the row.
        got: u64,
    },

    /// A row is not UTF-8 text.
    #[error("{file}, line {line}, field {field}: not UTF-8 text; save the file as UTF-8")]
    ExhibitorEncoding {
        /// Name of the file.
        file: String,
        /// Line of the row.
        line: u64,
        /// Number of the field, from 1.
        field: usize,
    },

    /// A field of an exhibitor cannot be used.
    #[error("{file}, line {line}, column {column}: `{value}` {problem}; {remedy}")]
    ExhibitorField {
        /// Name of the file.
        file: String,
        /// Line of the row.
        line: u64,
        /// Column as named in the header.
        column: &'static str,
        /// What the field holds.
        value: String,
        /// What is wrong with it.
        problem: &'static str,
        /// What to do.
        remedy: &'static str,
    },

    /// The country of an exhibitor is not known.
    #[error("{file}, line {line}, column country: {source}; write an ISO code or an English name")]
    ExhibitorCountry {
        /// Name of the file.
        file: String,
        /// Line of the row.
        line: u64,
        /// What was read and what was expected, with the nearest names.
        source: CodesError,
    },

    /// A table that the user gives could not be read.
    #[error("cannot read {file}: {source}")]
    UserTableRead {
        /// Name of the file.
        file: String,
        /// What the reader said.
        source: std::io::Error,
    },

    /// A table that the user gives is too long.
    #[error("{file} is longer than {limit_mib} MiB; keep the rows that are needed")]
    UserTableLimit {
        /// Name of the file.
        file: String,
        /// Size up to which a table is read.
        limit_mib: u64,
    },

    /// A table that the user gives has a field that cannot be used.
    #[error("{file}, line {line}, column {column}: `{value}` {problem}")]
    UserTable {
        /// Name of the file.
        file: String,
        /// Line of the row.
        line: u64,
        /// Name of the column.
        column: String,
        /// What the field holds.
        value: String,
        /// What is wrong with it, and what to do.
        problem: &'static str,
    },

    /// A dataset does not hold the trade of enough countries.
    #[error(
        "what could be traded cannot be told: {dataset} a whole year of trade among at least 15 exporters and 15 markets, \
         {market} and {supplier} among them{wish}; import such a dataset, for example BACI: {IMPORT_EXAMPLE}"
    )]
    NoWorld {
        /// "no dataset has", or "dataset x does not have".
        dataset: String,
        /// The market.
        market: String,
        /// The supplier.
        supplier: String,
        /// Year and level that were asked for, in words.
        wish: String,
    },

    /// The store could not be asked.
    #[error(transparent)]
    Store(#[from] stirstick_store::Error),

    /// The figures of a ledger could not be read.
    #[error(transparent)]
    Ledger(#[from] crate::ledger::LedgerError),

    /// A release holds a code that the vocabulary does not know.
    #[error("the data holds a code that is not known: {0}")]
    Code(#[from] CodesError),

    /// A dataset does not hold what was asked for.
    #[error(
        "{dataset} does not hold {wanted}: it holds {years}, in {levels}. Two \
         periods are compared where the dataset has all of both, with the same valuation, currency and kind \
         of code"
    )]
    NotCovered {
        /// What was asked for.
        wanted: String,
        /// The dataset.
        dataset: String,
        /// Years that it holds, in words.
        years: String,
        /// Product levels that it holds, in words.
        levels: String,
    },

    /// The products of a dataset are broader than the one asked for.
    #[error("{}", too_coarse(.dataset, .product, *.level))]
    TooCoarse {
        /// The product asked for.
        product: String,
        /// The dataset.
        dataset: String,
        /// Finest level that it holds; 0 for totals.
        level: usize,
    },

    /// The named dataset does not hold what is asked for.
    #[error("dataset {dataset} holds no {what}; without --data the one that fits best is chosen")]
    NotInDataset {
        /// What was asked for.
        what: String,
        /// The dataset.
        dataset: String,
    },

    /// No dataset holds what was asked for.
    #[error("no dataset holds {what}; import one, such as BACI: {IMPORT_EXAMPLE}")]
    NoDataset {
        /// What was asked for.
        what: String,
    },

    /// A dataset covers the market but not these goods.
    #[error("{dataset} holds no purchases of {market} under product {goods:?} in these periods")]
    NoTrade {
        /// The market.
        market: String,
        /// Start of the product codes.
        goods: String,
        /// The dataset.
        dataset: String,
    },
}

fn too_coarse(dataset: &str, product: &str, level: usize) -> String {
    match level {
        0 => format!(
            "{dataset} holds totals only, so that product {product} cannot be singled out; \
             import a dataset with products"
        ),
        level => format!(
            "{dataset} holds codes of at most {}, which are too broad to single out product {product}",
            characters(level)
        ),
    }
}

impl Error {
    /// An error of the estimator, with the names of the formula's terms and the table's row.
    pub(crate) fn gravity(
        ask: &crate::gravity::Ask,
        table_row: impl Fn(usize) -> u32,
        source: stirstick_gravity::Error,
    ) -> Self {
        use stirstick_gravity::Error as Source;
        let numbered = |names: Vec<String>| {
            let named: Vec<String> = names
                .iter()
                .enumerate()
                .map(|(k, name)| format!("{k} is {name}"))
                .collect();
            named.join(", ")
        };
        let mut source = source;
        let names = match &mut source {
            Source::NegativeOutcome { row, .. }
            | Source::NegativeWeight { row, .. }
            | Source::NotFinite { row, .. } => {
                *row = table_row(*row) as usize;
                " (rows of the table, counted from 1 below its header)".to_owned()
            }
            Source::NearlyCollinear { .. } | Source::OutOfRange { .. } => {
                let terms = ask
                    .formula
                    .regressors
                    .iter()
                    .map(ToString::to_string)
                    .collect();
                format!(" (regressor {})", numbered(terms))
            }
            Source::OneCluster { .. } => {
                let clusters = ask.clusters.iter().map(|parts| parts.join("^")).collect();
                format!(" (cluster variable {})", numbered(clusters))
            }
            _ => String::new(),
        };
        Error::Gravity {
            formula: ask.formula.text.clone(),
            names,
            source,
        }
    }
}
