//! The readme that goes with the files of a world.

use crate::cast;
use crate::output::outputs;
use crate::{Options, Size};
use std::fmt::Write;

/// Says first that everything is synthetic, then what is in which file.
pub(crate) fn text(options: &Options) -> String {
    let mut text = format!(
        "SYNTHETIC DATA\n\n\
         Invented countries, invented trade. Nothing here is a statistic of any real country.\n\
         Country codes QMA to QZZ are set aside by ISO 3166 for users; product codes are those of\n\
         HS 2022, so that machine maps and lists of restricted goods can be tried out.\n\n\
         Made by: stirstick sample --size {} --seed {}\n\n",
        options.size.as_str(),
        options.seed
    );
    if options.size == Size::Small {
        let _ = write!(
            text,
            "The story: four suppliers leave the market QMD in 2022 and others fill the room; QMD\n\
             stops publishing in the same year; QMD and seven other markets come to make goods\n\
             themselves, or demand falls, supply is cut, goods take the way through a hub, a stock\n\
             comes and goes, or nothing happens. Years {} to {}. The files called truth say what was\n\
             planted where, and what would have been without it.\n\n",
            cast::FIRST_YEAR,
            cast::LAST_YEAR
        );
    }
    text.push_str("Files:\n");
    for file in outputs(options) {
        let _ = writeln!(text, "  {:<38}{}", file.name, file.description);
    }
    text
}
