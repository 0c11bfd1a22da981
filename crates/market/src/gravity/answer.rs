//! Reads the table, estimates, and puts the estimate into an answer.

use sha2::{Digest, Sha256};
use stirstick_gravity::{
    Adjusted, Bias, Covariance, Design, Errors, Estimate, Factor as Groups, Options, Panel, Reset,
    Singletons, SmallSample, least_squares, poisson,
};
use stirstick_store::{Columns, Receipt, Store, Wanted, read_columns};

use super::frame::{Frame, frame, wanted};
use super::predict::{Predicted, predict};
use super::tables::section;
use super::{Ask, Correction, Estimator, Source, Variance};
use crate::answer::Answer;
use crate::error::Error;
use crate::shell::quoted;

/// What the section is made from.
pub(super) struct Found<'a> {
    pub(super) ask: &'a Ask,
    pub(super) source: String,
    pub(super) table_rows: usize,
    pub(super) frame: &'a Frame,
    pub(super) estimate: &'a Estimate,
    pub(super) covariance: &'a Covariance,
    pub(super) reset: Option<Reset>,
    pub(super) bias: Option<(Bias, Adjusted)>,
    pub(super) predicted: Option<Predicted>,
    pub(super) receipt: &'a str,
}

/// Estimates a formula on a table. `read` hears when the table is in memory, with its rows.
///
/// # Errors
/// [`Error::Store`] where the table or a column cannot be read, [`Error::Gravity`] where there is no estimate.
pub fn answer(store: Option<&Store>, ask: &Ask, read: impl FnOnce(usize)) -> Result<Answer, Error> {
    let wanted = wanted(ask);
    let columns = columns(store, ask, &wanted)?;
    let Columns {
        source,
        sha256,
        rows,
        synthetic,
        data,
    } = columns;
    read(rows);
    let frame = frame(ask, &wanted, rows, data);
    if frame.outcome.is_empty() {
        return Err(Error::NoCompleteRow {
            table: source,
            formula: ask.formula.text.clone(),
            missing: frame.missing_in_words(rows),
        });
    }
    let at = |row: usize| frame.table_row(u32::try_from(row).unwrap_or(u32::MAX));
    let clusters = frame.clusters();
    let errors = match (ask.variance, &clusters[..]) {
        (Variance::Classical, []) => Errors::Classical,
        (Variance::Robust, []) => Errors::Robust,
        (_, clusters) => Errors::Clustered(clusters),
    };
    let correction = match ask.correction {
        Correction::Fixest => SmallSample::Fixest,
        Correction::Stata => SmallSample::Stata,
        Correction::None => SmallSample::None,
    };
    let options = Options {
        singletons: if ask.keep_singletons {
            Singletons::Keep
        } else {
            Singletons::Drop
        },
        separation: ask.separation,
        ..Options::default()
    };
    let design = Design {
        outcome: &frame.outcome,
        regressors: frame.regressors.iter().map(|column| &column[..]).collect(),
        effects: frame.effects.iter().collect(),
        weights: frame.weights.as_deref(),
        offset: frame.offset.as_deref(),
    };
    let estimate = match ask.estimator {
        Estimator::Poisson => poisson(&design, &options),
        Estimator::LeastSquares => least_squares(&design, &options),
    }
    .map_err(|source| Error::gravity(ask, at, source))?;
    let covariance = estimate
        .covariance(errors, correction)
        .map_err(|source| Error::gravity(ask, at, source))?;
    let reset = if ask.reset {
        estimate
            .reset(&design, &options, errors, correction)
            .map_err(|source| Error::gravity(ask, at, source))?
    } else {
        None
    };
    let bias = match &frame.panel {
        Some(panel) => Some(
            bias(&estimate, panel, correction).map_err(|source| Error::gravity(ask, at, source))?,
        ),
        None => None,
    };
    let predicted = match &ask.predict {
        Some(path) => Some(predict(ask, path, &frame, &estimate)?),
        None => None,
    };
    let receipt = receipt(
        ask,
        &source,
        &sha256,
        rows,
        &estimate,
        &covariance,
        predicted.as_ref(),
    );
    let section = section(&Found {
        ask,
        source,
        table_rows: rows,
        frame: &frame,
        estimate: &estimate,
        covariance: &covariance,
        reset,
        bias,
        predicted,
        receipt: &receipt.id,
    });
    Ok(Answer {
        title: section.title.clone(),
        command: command(ask),
        synthetic,
        sections: vec![section],
        receipts: vec![receipt],
    })
}

/// The bias of three-way gravity, and errors that allow for it.
fn bias(
    estimate: &Estimate,
    [exporter, importer, time]: &[Groups; 3],
    correction: SmallSample,
) -> Result<(Bias, Adjusted), stirstick_gravity::Error> {
    let panel = Panel {
        exporter,
        importer,
        time,
    };
    Ok((
        estimate.bias(panel)?,
        estimate.adjusted_covariance(panel, correction)?,
    ))
}

fn columns(
    store: Option<&Store>,
    ask: &Ask,
    wanted: &[(String, Wanted)],
) -> Result<Columns, Error> {
    let wanted: Vec<(&str, Wanted)> = wanted
        .iter()
        .map(|(name, what)| (name.as_str(), *what))
        .collect();
    match (&ask.source, store) {
        (Source::File(path), _) => Ok(read_columns(path, &wanted)?),
        (Source::Dataset(name), Some(store)) => Ok(store.session(name, None)?.columns(&wanted)?),
        (Source::Dataset(name), None) => Err(Error::NoStore { name: name.clone() }),
    }
}

/// The command that asks the same again.
fn command(ask: &Ask) -> String {
    let data = match &ask.source {
        Source::File(path) => path.display().to_string(),
        Source::Dataset(name) => name.clone(),
    };
    let mut words = vec![
        "stirstick gravity fit --formula".to_owned(),
        quoted(&ask.formula.text),
        "--data".to_owned(),
        quoted(&data),
    ];
    if ask.estimator == Estimator::LeastSquares {
        words.push("--estimator least-squares".to_owned());
    }
    if !ask.clusters.is_empty() {
        let clusters: Vec<String> = ask.clusters.iter().map(|parts| parts.join("^")).collect();
        words.push(format!("--cluster {}", quoted(&clusters.join(","))));
    } else if ask.variance == Variance::Classical {
        words.push("--errors classical".to_owned());
    }
    match ask.correction {
        Correction::Fixest => {}
        Correction::Stata => words.push("--small-sample stata".to_owned()),
        Correction::None => words.push("--small-sample none".to_owned()),
    }
    for (option, name) in [("--weights", &ask.weights), ("--offset", &ask.offset)] {
        words.extend(name.iter().map(|name| format!("{option} {}", quoted(name))));
    }
    words.extend(
        ask.bias
            .iter()
            .map(|names| format!("--bias {}", quoted(&names.join(",")))),
    );
    let predict = ask
        .predict
        .iter()
        .map(|path| format!("--predict {}", quoted(&path.display().to_string())));
    words.extend(predict);
    let flags = [
        (ask.keep_singletons, "--keep-singletons"),
        (!ask.separation, "--no-separation-check"),
        (ask.reset, "--reset"),
        (ask.list_dropped, "--dropped"),
        (ask.list_effects, "--effects"),
        (ask.list_fitted, "--fitted"),
    ];
    words.extend(
        flags
            .iter()
            .filter(|(set, _)| *set)
            .map(|(_, flag)| (*flag).to_owned()),
    );
    words.join(" ")
}

/// The receipt of an estimate: the hash of the table stands for the release, the command for the query, and the hash of
/// coefficients and errors, to the last bit, for the rows.
fn receipt(
    ask: &Ask,
    source: &str,
    sha256: &str,
    rows: usize,
    estimate: &Estimate,
    covariance: &Covariance,
    predicted: Option<&Predicted>,
) -> Receipt {
    let query = command(ask);
    let mut result = Sha256::new();
    for value in estimate
        .slopes()
        .into_iter()
        .flatten()
        .chain(covariance.matrix.iter().copied())
    {
        result.update(value.to_le_bytes());
    }
    for value in predicted.iter().flat_map(|predicted| &predicted.values) {
        result.update(value.unwrap_or(f64::NAN).to_le_bytes());
    }
    let other = predicted.map_or("", |predicted| predicted.sha256.as_str());
    let identity = format!("{:x}", Sha256::digest(format!("{sha256}{other}\n{query}")));
    Receipt {
        id: identity[..12].to_owned(),
        dataset: source.to_owned(),
        release: crate::shell::FILE.to_owned(),
        release_hash: sha256.to_owned(),
        query,
        parameters: Vec::new(),
        rows: rows as u64,
        result_hash: format!("{:x}", result.finalize()),
        sources: vec![source.to_owned()],
        engine: stirstick_store::ENGINE.to_owned(),
    }
}
