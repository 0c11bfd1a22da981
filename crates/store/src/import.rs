//! Importing files: read strictly, sort, write, publish; all or nothing.

use crate::duplicates;
use crate::error::Error;
use crate::flows::FlowColumns;
use crate::goods::Goods;
use crate::hashing::HashingWriter;
use crate::manifest::{Contents, Part, PartKind, Release, content_hash};
use crate::pairs::Pairs;
use crate::parquet_out;
use crate::read::{
    FileReport, Flow, FlowSink, ReadError, ReadOptions, Reject, TableContent, read_files,
};
use crate::store::{Store, validate_name};
use arrow::array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use stirstick_codes::{Country, ProductCode};

/// Rows sorted and written at once unless the options say otherwise; with 32 bytes a row and the
/// sort this stays below 1 GiB.
const ROWS_AT_ONCE: usize = 12_000_000;

/// How to import.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// How to read the files.
    pub read: ReadOptions,
    /// Bad rows that may be left out, each of them listed. Zero refuses the import at the first.
    pub max_rejects: usize,
    /// Where the data comes from, in words; by default the format's name.
    pub source: Option<String>,
    /// Licence of the data.
    pub licence: Option<String>,
    /// How to cite the data.
    pub citation: Option<String>,
    /// When the files were fetched from their source.
    pub retrieved: Option<String>,
    /// Rows held in memory, sorted and written as one file; by default 12 million.
    pub rows_at_once: Option<usize>,
}

/// What an import did. Rows read = rows stored + rows rejected + rows set aside.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ImportReport {
    /// Name of the dataset.
    pub dataset: String,
    /// Name of the release.
    pub release: String,
    /// Hash of its content.
    pub content_hash: String,
    /// True when the last release already held the same content, so that none was added.
    pub unchanged: bool,
    /// Each file that was read.
    pub files: Vec<FileReport>,
    /// Each row that was left out because it is bad.
    pub rejects: Vec<Reject>,
    /// What was stored.
    pub contents: Contents,
}

/// Told how far an import is: bytes read so far and rows stored so far. Returning false stops it.
pub type Progress<'a> = dyn FnMut(u64, u64) -> bool + 'a;

impl Store {
    /// Imports files as a new release of a dataset.
    ///
    /// The store stays as it was unless everything succeeds. Memory: at most 12 million rows at a
    /// time, and as many again for an importer whose rows come scattered over several such runs.
    ///
    /// # Errors
    /// [`Error::Read`] for the first bad row beyond `max_rejects`, with file, line, column, value
    /// and reason; [`Error::DuplicateFlow`]; [`Error::Busy`]; [`Error::File`].
    pub fn import(
        &mut self,
        name: &str,
        files: &[PathBuf],
        options: &ImportOptions,
        progress: &mut Progress<'_>,
    ) -> Result<ImportReport, Error> {
        validate_name(name)?;
        let _lock = self.lock()?;
        self.claim()?;
        let work_dir = self.work_dir()?;
        let imported = self.import_into(name, files, options, progress, &work_dir);
        if imported.is_err() {
            // What stays behind when this fails too is swept on the next open.
            let _ = self.backend().remove(&work_dir);
        }
        imported
    }

    fn import_into(
        &mut self,
        name: &str,
        files: &[PathBuf],
        options: &ImportOptions,
        progress: &mut Progress<'_>,
        work_dir: &Path,
    ) -> Result<ImportReport, Error> {
        let mut sink = Sink::new(self, work_dir, options, progress);
        let read = read_files(files, &options.read, &mut sink);
        if let Some(failure) = sink.failure.take() {
            return Err(failure);
        }
        let reports = read?;
        sink.flush_run()?;
        sink.refuse_duplicates_between_runs()?;
        let pairs = sink.pairs.batch()?;
        sink.write_table("pairs.parquet", PartKind::Pairs, &pairs)?;
        sink.write_products()?;
        let Sink {
            parts,
            rejects,
            contents,
            ..
        } = sink;
        let contents = contents.finish();
        assert_conservation(&reports, contents.rows, rejects.len());
        if contents.rows == 0 {
            let files: Vec<String> = files
                .iter()
                .map(|file| file.display().to_string())
                .collect();
            return Err(Error::NothingToStore {
                files: files.join(", "),
            });
        }
        let release = self.describe(name, options, reports, parts, contents);
        let mut report = ImportReport {
            dataset: name.to_owned(),
            release: release.name.clone(),
            content_hash: release.content_hash.clone(),
            unchanged: false,
            files: release.inputs.clone(),
            rejects,
            contents: release.contents.clone(),
        };
        match self.release(name, None) {
            Ok(last) if last.content_hash == release.content_hash => {
                report.unchanged = true;
                report.release.clone_from(&last.name);
                self.backend()
                    .remove(work_dir)
                    .map_err(Error::file("remove", work_dir))?;
            }
            _ => self.publish(name, release, work_dir)?,
        }
        Ok(report)
    }

    fn describe(
        &self,
        name: &str,
        options: &ImportOptions,
        inputs: Vec<FileReport>,
        parts: Vec<Part>,
        contents: Contents,
    ) -> Release {
        let content_hash = content_hash(&parts);
        let number = self
            .manifest()
            .datasets
            .get(name)
            .map_or(1, |held| held.releases.len() + 1);
        let formats: BTreeSet<&str> = inputs
            .iter()
            .filter(|input| input.content != TableContent::Documentation)
            .map(FileReport::label)
            .collect();
        let formats: Vec<&str> = formats.into_iter().collect();
        Release {
            name: format!("r{number}-{}", &content_hash[..8]),
            content_hash,
            imported_at: jiff::Timestamp::now()
                .strftime("%Y-%m-%dT%H:%M:%SZ")
                .to_string(),
            written_by: crate::ENGINE.to_owned(),
            source: options.source.clone().unwrap_or_else(|| formats.join(", ")),
            licence: options.licence.clone(),
            citation: options.citation.clone(),
            retrieved: options.retrieved.clone(),
            inputs,
            parts,
            contents,
        }
    }
}

fn assert_conservation(reports: &[FileReport], stored: u64, rejected: usize) {
    let sum = |count: fn(&FileReport) -> u64| reports.iter().map(count).sum::<u64>();
    assert_eq!(
        sum(|report| report.rows_read),
        sum(|report| report.rows_stored)
            + sum(|report| report.rows_rejected)
            + sum(FileReport::rows_set_aside),
        "rows read must equal rows stored, rejected and set aside"
    );
    assert_eq!(
        sum(|report| report.rows_stored),
        stored,
        "every stored row must be in a part"
    );
    assert_eq!(
        sum(|report| report.rows_rejected),
        rejected as u64,
        "every rejected row must be listed"
    );
}

/// The name without its folders: where a file lay must not change the content of a release.
pub(crate) fn base_name(file: &str) -> &str {
    let archive_end = file.find('!').unwrap_or(file.len());
    let start = file[..archive_end]
        .rfind(['/', '\\'])
        .map_or(0, |slash| slash + 1);
    &file[start..]
}

/// Takes flows from the readers and writes sorted runs.
struct Sink<'a, 'p> {
    store: &'a Store,
    work_dir: &'a Path,
    max_rejects: usize,
    rows_at_once: usize,
    progress: &'a mut Progress<'p>,
    bytes_read: u64,
    columns: FlowColumns,
    file: u16,
    files: Vec<String>,
    parts: Vec<Part>,
    runs: usize,
    rejects: Vec<Reject>,
    labels: BTreeMap<ProductCode, String>,
    contents: ContentsBuilder,
    pairs: Pairs,
    failure: Option<Error>,
}

impl<'a, 'p> Sink<'a, 'p> {
    fn new(
        store: &'a Store,
        work_dir: &'a Path,
        options: &ImportOptions,
        progress: &'a mut Progress<'p>,
    ) -> Self {
        Sink {
            store,
            work_dir,
            max_rejects: options.max_rejects,
            rows_at_once: options.rows_at_once.unwrap_or(ROWS_AT_ONCE),
            progress,
            bytes_read: 0,
            columns: FlowColumns::default(),
            file: 0,
            files: Vec::new(),
            parts: Vec::new(),
            runs: 0,
            rejects: Vec::new(),
            labels: BTreeMap::new(),
            contents: ContentsBuilder::default(),
            pairs: Pairs::default(),
            failure: None,
        }
    }

    /// Keeps the store's own error, because readers only know how to stop.
    fn stop(&mut self, error: Error) -> ReadError {
        self.failure = Some(error);
        ReadError::Cancelled
    }

    fn flush_run(&mut self) -> Result<(), Error> {
        if self.columns.len() == 0 {
            return Ok(());
        }
        let columns = std::mem::take(&mut self.columns);
        let order = columns.order()?;
        if let Some((first, second)) = columns.duplicate(&order) {
            return Err(self.duplicate_error(&columns, first, second));
        }
        let rows = columns.len() as u64;
        let run = self.runs;
        self.runs += 1;
        let files = &self.files;
        let (bytes_read, rows_stored) = (self.bytes_read, self.contents.rows + rows);
        let progress = &mut self.progress;
        let mut go_on = || progress(bytes_read, rows_stored);
        let file = format!("flows-{run:04}.parquet");
        let flows = self
            .store
            .write_part(self.work_dir, file, PartKind::Flows, rows, |out| {
                parquet_out::write(&columns, &order, files, &mut go_on, out)
            })?;
        self.parts.push(flows);
        let goods = Goods::new(&columns, &order);
        if goods.len() > 0 {
            let file = format!("goods-{run:04}.parquet");
            let rows = goods.len() as u64;
            let part =
                self.store
                    .write_part(self.work_dir, file, PartKind::Goods, rows, |out| {
                        goods.write(&mut go_on, out)
                    })?;
            self.parts.push(part);
        }
        self.contents.add(&columns);
        self.pairs.add(&columns, &order);
        Ok(())
    }

    fn refuse_duplicates_between_runs(&self) -> Result<(), Error> {
        let files: Vec<PathBuf> = self
            .parts
            .iter()
            .filter(|part| part.kind == PartKind::Flows)
            .map(|part| self.work_dir.join(&part.file))
            .collect();
        match duplicates::across(&files, &self.pairs)? {
            Some(found) => Err(found),
            None => Ok(()),
        }
    }

    fn duplicate_error(&self, columns: &FlowColumns, first: usize, second: usize) -> Error {
        let context = columns.contexts.values()[usize::from(columns.context[first])];
        let country = |number: u16| columns.countries.values()[usize::from(number)];
        let file = |row: usize| self.files[usize::from(columns.file[row])].clone();
        Error::DuplicateFlow {
            file: file(second),
            row: u64::from(columns.row[second]),
            first_file: file(first),
            first_row: u64::from(columns.row[first]),
            key: format!(
                "{} to {}, product {}, {}, reported by {}, {}",
                country(columns.exporter[first]),
                country(columns.importer[first]),
                columns.products.values()[columns.product[first] as usize],
                context.period,
                context.reported_by.as_str(),
                context.valuation.as_str(),
            ),
        }
    }

    fn write_products(&mut self) -> Result<(), Error> {
        if self.labels.is_empty() {
            return Ok(());
        }
        let codes: ArrayRef = Arc::new(StringArray::from_iter_values(
            self.labels.keys().map(ToString::to_string),
        ));
        let texts: ArrayRef = Arc::new(StringArray::from_iter_values(self.labels.values()));
        let batch = RecordBatch::try_from_iter([("product", codes), ("description", texts)])
            .map_err(Error::query)?;
        self.write_table("products.parquet", PartKind::Products, &batch)
    }

    fn write_table(
        &mut self,
        file: &str,
        kind: PartKind,
        batch: &RecordBatch,
    ) -> Result<(), Error> {
        let write = |out: HashingWriter| {
            let mut writer =
                ArrowWriter::try_new(out, batch.schema(), None).map_err(Error::query)?;
            writer.write(batch).map_err(Error::query)?;
            writer.into_inner().map_err(Error::query)
        };
        let rows = batch.num_rows() as u64;
        let part = self
            .store
            .write_part(self.work_dir, file.to_owned(), kind, rows, write)?;
        self.parts.push(part);
        Ok(())
    }
}

impl FlowSink for Sink<'_, '_> {
    fn begin(&mut self, file: &str) -> Result<(), ReadError> {
        let number = u16::try_from(self.files.len()).map_err(|_| {
            self.stop(Error::Limit {
                what: "number of files imported at once",
                limit: u64::from(u16::MAX),
            })
        })?;
        self.file = number;
        self.files.push(base_name(file).to_owned());
        Ok(())
    }

    #[inline]
    fn push(&mut self, flow: Flow) -> Result<(), ReadError> {
        if let Err(error) = self.columns.push(&flow, self.file) {
            return Err(self.stop(error));
        }
        if self.columns.len() >= self.rows_at_once
            && let Err(error) = self.flush_run()
        {
            return Err(self.stop(error));
        }
        Ok(())
    }

    fn reject(&mut self, reject: Reject) -> Result<(), ReadError> {
        if self.rejects.len() >= self.max_rejects {
            return Err(ReadError::from(reject));
        }
        self.rejects.push(reject);
        Ok(())
    }

    fn progress(&mut self, bytes_read: u64) -> Result<(), ReadError> {
        self.bytes_read = bytes_read;
        let rows = self.contents.rows + self.columns.len() as u64;
        if (self.progress)(bytes_read, rows) {
            Ok(())
        } else {
            Err(ReadError::Cancelled)
        }
    }

    fn label(&mut self, product: ProductCode, text: &str) {
        self.labels.insert(product, text.to_owned());
    }
}

/// Gathers [`Contents`] over runs.
#[derive(Default)]
struct ContentsBuilder {
    rows: u64,
    value_by_currency: BTreeMap<String, f64>,
    periods: BTreeMap<String, u64>,
    exporters: BTreeSet<Country>,
    importers: BTreeSet<Country>,
    products: BTreeSet<ProductCode>,
    levels: BTreeMap<usize, u64>,
    nomenclatures: BTreeSet<&'static str>,
    valuations: BTreeSet<&'static str>,
    reported_by: BTreeSet<&'static str>,
}

impl ContentsBuilder {
    fn add(&mut self, columns: &FlowColumns) {
        self.rows += columns.len() as u64;
        let contexts = columns.contexts.values();
        let mut rows_by_context = vec![0u64; contexts.len()];
        let mut value_by_context = vec![0.0; contexts.len()];
        for (&context, &value) in columns.context.iter().zip(&columns.value) {
            rows_by_context[usize::from(context)] += 1;
            value_by_context[usize::from(context)] += value;
        }
        for ((context, rows), value) in contexts.iter().zip(rows_by_context).zip(value_by_context) {
            *self.periods.entry(context.period.to_string()).or_default() += rows;
            let currency = context.currency.as_str().to_owned();
            *self.value_by_currency.entry(currency).or_default() += value;
            self.nomenclatures.insert(context.nomenclature.as_str());
            self.valuations.insert(context.valuation.as_str());
            self.reported_by.insert(context.reported_by.as_str());
        }
        let countries = columns.countries.values();
        let seen = |numbers: &[u16]| {
            let mut seen = vec![false; countries.len()];
            for &number in numbers {
                seen[usize::from(number)] = true;
            }
            countries
                .iter()
                .zip(seen)
                .filter(|(_, seen)| *seen)
                .map(|(country, _)| *country)
                .collect::<Vec<_>>()
        };
        self.exporters.extend(seen(&columns.exporter));
        self.importers.extend(seen(&columns.importer));
        let products = columns.products.values();
        let mut rows_by_product = vec![0u64; products.len()];
        for &product in &columns.product {
            rows_by_product[product as usize] += 1;
        }
        for (product, rows) in products.iter().zip(rows_by_product) {
            *self.levels.entry(product.level()).or_default() += rows;
        }
        self.products.extend(products);
    }

    fn finish(self) -> Contents {
        let words = |words: BTreeSet<&'static str>| words.into_iter().map(str::to_owned).collect();
        let synthetic = self
            .exporters
            .iter()
            .chain(&self.importers)
            .any(|country| country.is_synthetic());
        Contents {
            rows: self.rows,
            value_by_currency: self.value_by_currency,
            periods: self.periods,
            exporters: self.exporters.len() as u64,
            importers: self.importers.len() as u64,
            products: self.products.len() as u64,
            levels: self.levels,
            nomenclatures: words(self.nomenclatures),
            valuations: words(self.valuations),
            reported_by: words(self.reported_by),
            synthetic,
        }
    }
}
