//! UN Comtrade's API answer: an object with a list `data` of records, a `count` and an `error`.
//!
//! Records are read one at a time and go through the same rules as Comtrade's CSV; the number of the
//! record takes the place of the line.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufReader, Read};
use std::rc::Rc;
use std::sync::atomic::Ordering;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use super::delimited::Cells;
use super::detect::{self, Header};
use super::error::{Place, ReadError};
use super::fields::FieldProblem;
use super::flows::FlowSink;
use super::layout::Layout;
use super::layouts;
use super::lines::{BOM, Blocks, with_blocks};
use super::open::Source;
use super::options::ReadOptions;
use super::report::FileReport;
use super::rows::RowReader;
use super::source::SourceFormat;

/// A record has about 1,200 bytes; this bounds what one of them can make us hold.
const RECORD_BYTES: u64 = 4 << 20;

/// Reads an answer of the API.
pub(crate) fn read<S: FlowSink>(
    source: &Source,
    options: &ReadOptions,
    sink: &mut S,
) -> Result<FileReport, ReadError> {
    let place = &source.place;
    let mut layout = layouts::comtrade_plus();
    layout.format = SourceFormat::ComtradeJson;
    layout.rules.trailing_cell = None;
    if let Some(wanted) = options.source
        && wanted != SourceFormat::ComtradeJson
    {
        return Err(ReadError::Unsupported {
            place: place.clone(),
            found: "JSON".to_owned(),
            remedy: "leave --source out, or say comtrade-json",
        });
    }
    with_blocks(source, &options.limits, |blocks| {
        let since_record = Rc::new(Cell::new(0));
        let reader = Text {
            blocks,
            block: Vec::new(),
            taken: 0,
            at_start: true,
            since_record: Rc::clone(&since_record),
            failure: None,
        };
        let mut reader = BufReader::new(reader);
        let mut found = Answer {
            source,
            options,
            layout: &layout,
            sink,
            since_record,
            state: State::default(),
        };
        let mut json = serde_json::Deserializer::from_reader(&mut reader);
        let outcome = (&mut found)
            .deserialize(&mut json)
            .and_then(|()| json.end());
        let state = found.state;
        if let Some(error) = state.failure {
            return Err(error);
        }
        if let Err(error) = outcome {
            let failure = reader.get_mut().failure.take();
            return Err(failure.unwrap_or_else(|| json_error(place, &error)));
        }
        finish(place, state)
    })
}

fn finish(place: &Place, state: State) -> Result<FileReport, ReadError> {
    let unsupported = |found: String, remedy| ReadError::Unsupported {
        place: place.clone(),
        found,
        remedy,
    };
    if let Some(message) = state.message.filter(|message| !message.is_empty()) {
        let found = format!("an answer of UN Comtrade that reports an error: {message}");
        return Err(unsupported(found, "ask the API again"));
    }
    if !state.has_data {
        return Err(unsupported(
            "JSON without the list \"data\" of UN Comtrade's API".to_owned(),
            "fetch data/v1/get/..., or save the table as CSV",
        ));
    }
    let Some(mut report) = state.report else {
        return Err(ReadError::NoRows {
            place: place.clone(),
            line: 1,
        });
    };
    if let Some(count) = state.count
        && count != report.lines
    {
        let found = format!(
            "an answer that counts {count} records and holds {}",
            report.lines
        );
        return Err(unsupported(found, "fetch it again"));
    }
    report.note("row numbers are those of the records");
    Ok(report)
}

fn json_error(place: &Place, error: &serde_json::Error) -> ReadError {
    let line = error.line() as u64;
    if error.is_eof() {
        return ReadError::Json {
            place: place.clone(),
            line,
            column: error.column() as u64,
            reason: "the text ends early".to_owned(),
        };
    }
    let text = error.to_string();
    let reason = text.split(" at line ").next().unwrap_or(&text).to_owned();
    ReadError::Json {
        place: place.clone(),
        line,
        column: error.column() as u64,
        reason,
    }
}

/// The blocks of a table as a reader.
struct Text {
    blocks: Blocks,
    block: Vec<u8>,
    taken: usize,
    /// True until the first block, which may begin with a byte order mark.
    at_start: bool,
    since_record: Rc<Cell<u64>>,
    failure: Option<ReadError>,
}

impl Read for Text {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.block.len() {
            match self.blocks.next() {
                Ok(Some(block)) => {
                    let spent = std::mem::replace(&mut self.block, block);
                    self.blocks.recycle(spent);
                    let has_mark = self.at_start && self.block.starts_with(BOM);
                    self.taken = if has_mark { BOM.len() } else { 0 };
                    self.at_start = false;
                }
                Ok(None) => return Ok(0),
                Err(error) => {
                    self.failure = Some(error);
                    return Err(io::Error::other("the source failed"));
                }
            }
        }
        let rest = &self.block[self.taken..];
        let read = rest.len().min(buffer.len());
        buffer[..read].copy_from_slice(&rest[..read]);
        self.taken += read;
        self.since_record.set(self.since_record.get() + read as u64);
        if self.since_record.get() > RECORD_BYTES {
            return Err(io::Error::other("a single record has more than 4 MiB"));
        }
        Ok(read)
    }
}

/// What was found in the answer so far.
#[derive(Default)]
struct State {
    has_data: bool,
    count: Option<u64>,
    message: Option<String>,
    report: Option<FileReport>,
    /// What ended the reading, when that was not the JSON itself.
    failure: Option<ReadError>,
}

struct Answer<'a, S> {
    source: &'a Source,
    options: &'a ReadOptions,
    layout: &'a Layout,
    sink: &'a mut S,
    since_record: Rc<Cell<u64>>,
    state: State,
}

impl<'de, S: FlowSink> DeserializeSeed<'de> for &mut Answer<'_, S> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, S: FlowSink> Visitor<'de> for &mut Answer<'_, S> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer of UN Comtrade's API, an object with a list \"data\"")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "data" if !self.state.has_data => {
                    self.state.has_data = true;
                    map.next_value_seed(Records(&mut *self))?;
                }
                "data" => return Err(A::Error::custom("the list \"data\" occurs twice")),
                "count" => self.state.count = map.next_value()?,
                "error" => {
                    let message: Option<Value> = map.next_value()?;
                    self.state.message = message.map(|message| match message {
                        Value::String(text) => text,
                        other => other.to_string(),
                    });
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// The list of records.
struct Records<'r, 'a, S>(&'r mut Answer<'a, S>);

impl<'de, S: FlowSink> DeserializeSeed<'de> for Records<'_, '_, S> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, S: FlowSink> Visitor<'de> for Records<'_, '_, S> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut records: A) -> Result<(), A::Error> {
        let answer = self.0;
        let Some(first) = records.next_element_seed(RecordSeed)? else {
            return Ok(());
        };
        let header = Header {
            names: first.fields.iter().map(|(name, _)| name.clone()).collect(),
            delimiter: b',',
        };
        match answer.read_records(&header, first, &mut records) {
            Ok(report) => {
                answer.state.report = Some(report);
                Ok(())
            }
            Err(Failure::Json(error)) => Err(error),
            Err(Failure::Read(error)) => {
                answer.state.failure = Some(error);
                Err(A::Error::custom("reading was stopped"))
            }
        }
    }
}

enum Failure<E> {
    Json(E),
    Read(ReadError),
}

impl<E> From<ReadError> for Failure<E> {
    fn from(error: ReadError) -> Self {
        Failure::Read(error)
    }
}

impl<S: FlowSink> Answer<'_, S> {
    fn read_records<'de, A: SeqAccess<'de>>(
        &mut self,
        header: &Header,
        first: Record,
        records: &mut A,
    ) -> Result<FileReport, Failure<A::Error>> {
        let place = &self.source.place;
        if header.names.iter().any(|name| name == "fileUrl") {
            return Err(Failure::Read(ReadError::Unsupported {
                place: place.clone(),
                found: "a list of UN Comtrade's bulk files, not of flows".to_owned(),
                remedy: "fetch the files that it lists",
            }));
        }
        let mut names = header.names.clone();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Failure::Read(ReadError::Header {
                place: place.clone(),
                column: pair[0].clone(),
                problem: super::error::HeaderProblem::Duplicate,
                layout: self.layout.format.as_str(),
            }));
        }
        detect::check_columns(self.layout, header, place)?;
        self.sink.begin(&place.to_string())?;
        let mut rows = RowReader::new(place, self.layout, header, self.options)?;
        let positions: HashMap<&str, usize> = header
            .names
            .iter()
            .enumerate()
            .map(|(at, name)| (name.as_str(), at))
            .collect();
        let mut next = Some(first);
        let mut cells = Cells::default();
        let mut number = 0;
        while let Some(record) = next {
            number += 1;
            self.since_record.set(0);
            match record.cells(&positions, &mut cells) {
                Ok(()) => rows.row(&cells, number, self.sink)?,
                Err((cell, problem)) => rows.reject(number, cell, b"", &problem, self.sink)?,
            }
            if number % 4096 == 0 {
                self.sink
                    .progress(self.source.consumed.load(Ordering::Relaxed))?;
            }
            next = records
                .next_element_seed(RecordSeed)
                .map_err(Failure::Json)?;
        }
        Ok(rows.finish(self.sink)?)
    }
}

/// The fields of a record in their order.
struct Record {
    fields: Vec<(String, Value)>,
}

impl Record {
    /// Puts the fields in the order of the first record.
    fn cells(
        &self,
        positions: &HashMap<&str, usize>,
        cells: &mut Cells,
    ) -> Result<(), (Option<usize>, FieldProblem)> {
        let mut ordered: Vec<Option<&Value>> = vec![None; positions.len()];
        for (name, value) in &self.fields {
            if let Some(&position) = positions.get(name.as_str())
                && ordered[position].replace(value).is_some()
            {
                return Err((Some(position), FieldProblem::DuplicateField));
            }
        }
        cells.clear();
        for (position, value) in ordered.into_iter().enumerate() {
            match value {
                None => return Err((Some(position), FieldProblem::MissingField)),
                Some(Value::Null) => cells.push(b""),
                Some(Value::String(text)) => cells.push(text.as_bytes()),
                Some(Value::Bool(flag)) => cells.push(flag.to_string().as_bytes()),
                Some(Value::Number(number)) => cells.push(number.to_string().as_bytes()),
                Some(Value::Array(_) | Value::Object(_)) => {
                    return Err((Some(position), FieldProblem::NotSingle));
                }
            }
        }
        Ok(())
    }
}

struct RecordSeed;

impl<'de> DeserializeSeed<'de> for RecordSeed {
    type Value = Record;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Record, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record of a flow")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let mut fields = Vec::with_capacity(48);
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Record { fields })
    }
}
