//! From figures to claims: what each figure is said of.

mod anaphora;
mod attach;
mod carried;
mod comparison;
mod context;
mod cues;
mod currencies;
mod doubts;
mod draft;
mod figure_draft;
mod finish;
mod goods;
mod holdings;
mod left_of_noun;
mod listing;
mod naming;
mod one_side;
mod parties;
mod party;
mod passage;
mod periods;
mod places;
mod rank;
mod rank_draft;
mod right_of_noun;
mod role;
mod scene;
mod share;
mod share_draft;
mod share_holder;
mod share_lists;
mod timing;
mod topic;
mod two_sides;
mod verbs;

pub(crate) use passage::Reader;
