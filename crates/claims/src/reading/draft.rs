//! One figure read in its sentence, before the rest of the passage is known.

use super::attach::Attached;
use super::base::is_base;
use super::cues;
use super::meaning::Meaning;
use super::scene::Scene;
use super::timing::{Timing, dated_back, is_sequel, timing};
use crate::grammar::MomentKind;
use crate::language::Concept;
use crate::{Area, Direction, Hedge, Kind, Unit};
use std::ops::Range;

/// A claim whose parties and periods may still be open.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) kind: Kind,
    pub(crate) value: f64,
    pub(crate) high: Option<f64>,
    pub(crate) unit: Unit,
    pub(crate) direction: Direction,
    pub(crate) reporter: Option<Area>,
    pub(crate) partner: Option<Area>,
    pub(crate) pair: Option<[Area; 2]>,
    pub(crate) goods: String,
    pub(crate) timing: Timing,
    /// The figure is what another is compared with.
    pub(crate) base: bool,
    pub(crate) growth: bool,
    pub(crate) approx: bool,
    pub(crate) hedge: Option<Hedge>,
    pub(crate) annualised: bool,
    /// A rank that stands without a time.
    pub(crate) standing: bool,
    /// So many years before the deadline.
    pub(crate) ahead: Option<u16>,
    /// True for what had been before the time that the text speaks of.
    pub(crate) earlier: bool,
    /// How many semicolons stand before the figure in its sentence.
    pub(crate) part: usize,
    /// Items of the figure and of its clause.
    pub(crate) figure: Range<usize>,
    pub(crate) clause: Range<usize>,
    /// Parties and kind that the sentence does not state.
    pub(crate) parties_from_context: bool,
    pub(crate) two_readings: bool,
    /// A plain dollar sign in a text on a country with a dollar of its own.
    pub(crate) dollar: bool,
}

/// The draft of a figure with its topic's direction; parties are filled in by the passage.
pub(crate) fn draft(
    scene: &Scene<'_, '_>,
    figure: usize,
    attached: Option<Attached>,
    meaning: Meaning,
    direction: Direction,
    goods: String,
) -> Draft {
    let found = &scene.figures[figure];
    let is_target = meaning.kind == Kind::Target;
    let hedge = cues::hedge(scene, figure).filter(|_| !is_target);
    let clause = scene.clause[found.items.start];
    let first = (0..found.items.start)
        .rev()
        .take_while(|at| scene.clause[*at] == clause)
        .last()
        .unwrap_or(found.items.start);
    let end = (found.items.end..scene.items.len())
        .take_while(|at| scene.clause[*at] == clause)
        .last()
        .map_or(found.items.end, |last| last + 1);
    let mut timing = timing(scene, figure, is_target);
    let sequel = is_sequel(scene, found.items.start);
    let back = dated_back(scene, figure).filter(|_| (sequel || !meaning.growth) && !is_target);
    let once = was_once(scene, found.items.clone()).then_some(MomentKind::Unresolved);
    if back.is_some() || once.is_some() {
        timing.period = back.or(once);
        timing.own = true;
        timing.comparison = None;
    }
    let annualised = meaning.growth && is_annualised(scene, figure, &timing);
    Draft {
        kind: meaning.kind,
        value: meaning.value,
        high: meaning.high,
        unit: meaning.unit,
        direction,
        reporter: None,
        partner: None,
        pair: None,
        goods,
        timing,
        base: is_base(scene, figure) || back.is_some(),
        growth: meaning.growth,
        approx: hedge.is_some() || found.in_words || found.high.is_some(),
        hedge,
        annualised,
        standing: false,
        ahead: ahead(scene),
        earlier: had(scene, found.items.start) || is_sequel(scene, found.items.start),
        part: part(scene, found.items.start),
        figure: found.items.clone(),
        clause: first..end,
        parties_from_context: attached.is_none(),
        two_readings: false,
        dollar: false,
    }
}

/// "once worth $1.2 billion a year": at a time that the sentence does not say.
fn was_once(scene: &Scene<'_, '_>, figure: Range<usize>) -> bool {
    let clause = scene.clause[figure.start];
    let near = figure.start.saturating_sub(5)..scene.items.len().min(figure.end + 5);
    near.clone()
        .any(|at| scene.is(at, Concept::Once) && scene.clause[at] == clause)
        && !near
            .clone()
            .any(|at| scene.moment_at[at].is_some() && scene.clause[at] == clause)
}

/// "had stood at": in the clause of a figure, before it.
fn had(scene: &Scene<'_, '_>, start: usize) -> bool {
    (start.saturating_sub(5)..start)
        .any(|at| scene.is(at, Concept::Earlier) && scene.clause[at] == scene.clause[start])
}

/// How many semicolons stand before an item.
pub(crate) fn part(scene: &Scene<'_, '_>, at: usize) -> usize {
    let stops = scene.items.iter().take(at);
    stops.filter(|item| item.is_sign(&[';'])).count()
}

fn is_annualised(scene: &Scene<'_, '_>, figure: usize, timing: &Timing) -> bool {
    let items = scene.figures[figure].items.clone();
    let floor = items.start.saturating_sub(7);
    let stretch = matches!(
        timing.period,
        Some(MomentKind::Years(..) | MomentKind::FromTo(..))
    );
    (floor..scene.items.len().min(items.end + 3)).any(|at| {
        let Some(sense) = scene
            .item(at)
            .and_then(|item| item.sense(Concept::Annualised))
        else {
            return false;
        };
        match sense.text {
            "after" => at >= items.end,
            "mean" => {
                at < items.start && !(at..items.start).any(|at| scene.figure_at[at].is_some())
            }
            // "annual growth of 5 percent" is that of one year, but not "from 2020 to 2023".
            "stretch" => stretch,
            _ => true,
        }
    })
}

/// So many years before its deadline a goal was met, where the sentence says it.
fn ahead(scene: &Scene<'_, '_>) -> Option<u16> {
    let sense = scene
        .items
        .iter()
        .find_map(|item| item.sense(Concept::Ahead))?;
    (1..=10).find(|years| f64::from(*years).total_cmp(&sense.number).is_eq())
}
