//! What a planted event does, year by year: pure functions of the event and the year.

/// What happens to one good in one market.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// The market comes to make the good itself.
    Localised {
        /// Capacity after four years, against the path without the event.
        capacity_factor: f64,
        /// What is added to the logarithm of sales at home while the market is being won.
        home_preference: f64,
    },
    /// Demand for the good slumps and stays low.
    DemandFell {
        /// Demand against the path without the event.
        demand_factor: f64,
    },
    /// The main suppliers stop selling the good; some use is lost with them.
    SupplyCut {
        /// Openness of the market to those suppliers.
        supplier_factor: f64,
        demand_factor: f64,
    },
    /// Sales of the main suppliers take the way through a hub.
    Rerouted {
        /// Share of the direct flow that moves.
        share: f64,
    },
    /// Two years of buying ahead, then two of living off the stock.
    Stockpiled {
        build_factor: f64,
        run_down_factor: f64,
    },
    /// Demand grows faster than elsewhere.
    Growth {
        /// Added to the yearly growth, as a rate.
        extra_growth: f64,
    },
    /// Nothing.
    NoEvent,
}

/// A planted event.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) market: usize,
    /// Position of the good in the catalogue.
    pub(crate) good: usize,
    /// First year with an effect on purchases of the good; none for `NoEvent`.
    pub(crate) start_year: Option<u16>,
    /// Suppliers cut off or rerouted.
    pub(crate) suppliers: Vec<usize>,
    pub(crate) hub: Option<usize>,
}

/// Share of new capacity that is in place in the first, second, third year.
const BUILD_UP: [f64; 3] = [0.3, 0.6, 0.85];
/// The home preference of a localised good fades from this year after the start: exports follow.
const EXPORTS_AFTER_YEARS: u16 = 3;
/// Machine purchases for a good whose demand fell, and whose suppliers were cut off.
pub(crate) const MACHINES_AFTER_SLUMP: f64 = 0.4;
pub(crate) const MACHINES_AFTER_CUT: f64 = 0.75;
/// Capacity that is closed when demand falls, as a power of the demand factor.
pub(crate) const CLOSURE_POWER: f64 = 0.7;
/// Unit values of what is still imported.
const UNIT_VALUE_LOCALISED: f64 = 1.25;
const UNIT_VALUE_SLUMP: f64 = 0.90;
const UNIT_VALUE_CUT: f64 = 1.15;
const UNIT_VALUE_HUB: f64 = 1.25;

impl Event {
    /// The event's name in the truth.
    pub(crate) fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Localised { .. } => "localised",
            Kind::DemandFell { .. } => "demand_fell",
            Kind::SupplyCut { .. } => "supply_cut",
            Kind::Rerouted { .. } => "rerouted",
            Kind::Stockpiled { .. } => "stockpiled",
            Kind::Growth { .. } => "growth",
            Kind::NoEvent => "none",
        }
    }

    /// Years since the start, from 0; none before it.
    pub(crate) fn elapsed(&self, year: u16) -> Option<u16> {
        year.checked_sub(self.start_year?)
    }

    /// Share of a new capacity in place.
    fn built(&self, year: u16) -> f64 {
        self.elapsed(year).map_or(0.0, |since| {
            BUILD_UP.get(usize::from(since)).copied().unwrap_or(1.0)
        })
    }

    /// Capacity of the market's makers against the path without the event. Plans know what is
    /// being built and do not know of a slump.
    pub(crate) fn capacity(&self, year: u16, planned: bool) -> f64 {
        match self.kind {
            Kind::Localised {
                capacity_factor, ..
            } => 1.0 + (capacity_factor - 1.0) * self.built(year),
            Kind::DemandFell { .. } if !planned => self.demand(year, planned).powf(CLOSURE_POWER),
            _ => 1.0,
        }
    }

    /// Use of the good in the market against the path without the event.
    pub(crate) fn demand(&self, year: u16, planned: bool) -> f64 {
        let Some(since) = self.elapsed(year) else {
            return 1.0;
        };
        match self.kind {
            Kind::DemandFell { demand_factor } | Kind::SupplyCut { demand_factor, .. }
                if !planned =>
            {
                if since == 0 {
                    demand_factor.sqrt()
                } else {
                    demand_factor
                }
            }
            Kind::Growth { extra_growth } => (1.0 + extra_growth).powi(i32::from(since) + 1),
            _ => 1.0,
        }
    }

    /// Purchases over use: above one while a stock is built, below one while it is run down.
    pub(crate) fn purchases_over_use(&self, year: u16) -> f64 {
        match (self.kind, self.elapsed(year)) {
            (Kind::Stockpiled { build_factor, .. }, Some(0 | 1)) => build_factor,
            (
                Kind::Stockpiled {
                    run_down_factor, ..
                },
                Some(2 | 3),
            ) => run_down_factor,
            _ => 1.0,
        }
    }

    /// Purchases of machines for the good against the path without the event.
    pub(crate) fn machine_purchases(&self, year: u16) -> f64 {
        match (self.kind, self.elapsed(year)) {
            (Kind::DemandFell { .. }, Some(_)) => MACHINES_AFTER_SLUMP,
            (Kind::SupplyCut { .. }, Some(_)) => MACHINES_AFTER_CUT,
            _ => 1.0,
        }
    }

    /// What is added to the logarithm of openness towards the market.
    pub(crate) fn log_openness(&self, exporter: usize, year: u16) -> f64 {
        let Some(since) = self.elapsed(year) else {
            return 0.0;
        };
        match self.kind {
            Kind::Localised {
                home_preference, ..
            } if exporter == self.market => {
                let faded = 0.5_f64.powi(i32::from(since.saturating_sub(EXPORTS_AFTER_YEARS)));
                home_preference * self.built(year) * faded
            }
            Kind::SupplyCut {
                supplier_factor, ..
            } if self.suppliers.contains(&exporter) => supplier_factor.ln(),
            _ => 0.0,
        }
    }

    /// Unit value of what the market buys from that exporter, against the path without the event.
    pub(crate) fn unit_value(&self, exporter: usize, year: u16) -> f64 {
        if self.elapsed(year).is_none() {
            return 1.0;
        }
        match self.kind {
            Kind::Localised { .. } => 1.0 + (UNIT_VALUE_LOCALISED - 1.0) * self.built(year),
            Kind::DemandFell { .. } => UNIT_VALUE_SLUMP,
            Kind::SupplyCut { .. } => UNIT_VALUE_CUT,
            Kind::Rerouted { .. } if self.hub == Some(exporter) => UNIT_VALUE_HUB,
            _ => 1.0,
        }
    }

    /// Share of the direct flow of each supplier that goes through the hub in that year.
    pub(crate) fn rerouted_share(&self, year: u16) -> f64 {
        match (self.kind, self.elapsed(year)) {
            (Kind::Rerouted { share }, Some(_)) => share,
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: Kind) -> Event {
        Event {
            id: "test".into(),
            kind,
            market: 0,
            good: 0,
            start_year: Some(2015),
            suppliers: vec![2],
            hub: Some(3),
        }
    }

    #[test]
    fn nothing_happens_before_the_start() {
        for kind in [
            Kind::Localised {
                capacity_factor: 3.0,
                home_preference: 1.0,
            },
            Kind::DemandFell { demand_factor: 0.5 },
            Kind::SupplyCut {
                supplier_factor: 0.1,
                demand_factor: 0.8,
            },
            Kind::Rerouted { share: 0.7 },
            Kind::Stockpiled {
                build_factor: 1.5,
                run_down_factor: 0.5,
            },
            Kind::Growth { extra_growth: 0.05 },
        ] {
            let event = event(kind);
            let product = event.capacity(2014, false)
                * event.demand(2014, false)
                * event.purchases_over_use(2014)
                * event.machine_purchases(2014)
                * event.unit_value(3, 2014);
            assert!((product - 1.0).abs() < f64::EPSILON, "{kind:?}");
            assert!(event.log_openness(0, 2014).abs() < f64::EPSILON);
            assert!(event.rerouted_share(2014).abs() < f64::EPSILON);
        }
    }

    #[test]
    fn plans_know_of_building_and_not_of_slumps() {
        let built = event(Kind::Localised {
            capacity_factor: 3.0,
            home_preference: 1.0,
        });
        assert!((built.capacity(2018, true) - 3.0).abs() < 1e-12);
        assert!(built.log_openness(0, 2018) > built.log_openness(0, 2020));
        let slump = event(Kind::DemandFell { demand_factor: 0.5 });
        assert!((slump.demand(2018, true) - 1.0).abs() < f64::EPSILON);
        assert!((slump.demand(2018, false) - 0.5).abs() < f64::EPSILON);
        assert!(slump.capacity(2018, false) < 0.7);
    }
}
