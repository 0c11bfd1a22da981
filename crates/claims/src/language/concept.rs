//! What words mean to the grammar.

/// Declares the concepts with the names that the tables use.
macro_rules! concepts {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A meaning of a word or phrase; the tables of a language say which words have it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Concept { $($(#[$doc])* $variant,)* }

        impl Concept {
            /// The concept that a table names.
            pub(crate) fn parse(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

concepts! {
    /// A number word.
    Number = "number",
    /// A power of ten.
    Scale = "scale",
    /// A part of one.
    Fraction = "fraction",
    /// A place in an order.
    Ordinal = "ordinal",
    /// What follows digits to make an ordinal.
    OrdinalSuffix = "ordinal_suffix",
    /// An indefinite article: one.
    Article = "article",
    /// Hundredths.
    Percent = "percent",
    /// Percentage points.
    Points = "points",
    /// A verb that multiplies.
    Multiply = "multiply",
    /// The word after the number of a multiple.
    Times = "times",
    /// A multiple in one word.
    Multiple = "multiple",
    /// A negative sign in words.
    Minus = "minus",
    /// A currency.
    Currency = "currency",
    /// A month.
    Month = "month",
    /// Year, month, quarter, half, week, day.
    YearWord = "year_word",
    MonthWord = "month_word",
    QuarterWord = "quarter_word",
    HalfWord = "half_word",
    DayWord = "day_word",
    WeekWord = "week_word",
    FiscalWord = "fiscal_word",
    /// This, last, next.
    This = "this",
    Last = "last",
    Next = "next",
    /// The same as another.
    Same = "same",
    PeriodWord = "period_word",
    /// A number of years before the period.
    YearEarlier = "year_earlier",
    OnYear = "on_year",
    OnMonth = "on_month",
    OnQuarter = "on_quarter",
    Annualised = "annualised",
    YearToDate = "year_to_date",
    Since = "since",
    Until = "until",
    HalfOf = "half_of",
    FinalPart = "final_part",
    DateWord = "date_word",
    /// Up or down.
    Move = "move",
    /// A balance that grows or shrinks.
    Size = "size",
    /// A level that is passed.
    Beyond = "beyond",
    /// A figure that is not exact.
    Hedge = "hedge",
    By = "by",
    /// What a change is measured against.
    Compare = "compare",
    Target = "target",
    Forecast = "forecast",
    Ahead = "ahead",
    Possessive = "possessive",
    Of = "of",
    In = "in",
    To = "to",
    From = "from",
    With = "with",
    Between = "between",
    And = "and",
    Or = "or",
    Worth = "worth",
    Determiner = "determiner",
    Its = "its",
    Both = "both",
    Those = "those",
    Anaphor = "anaphor",
    Clause = "clause",
    Copula = "copula",
    Negation = "negation",
    Area = "area",
    World = "world",
    Capital = "capital",
    Agency = "agency",
    Flow = "flow",
    ExportVerb = "export_verb",
    ImportVerb = "import_verb",
    Balance = "balance",
    Services = "services",
    GoodsServices = "goods_services",
    PartnerNoun = "partner_noun",
    ExporterNoun = "exporter_noun",
    ImporterNoun = "importer_noun",
    Superlative = "superlative",
    RankPlace = "rank_place",
    RankNumber = "rank_number",
    RankVerb = "rank_verb",
    OneOf = "one_of",
    Share = "share",
    HolderVerb = "holder_verb",
    GoesTo = "goes_to",
    ComesFrom = "comes_from",
    Respectively = "respectively",
    Whole = "whole",
    Volume = "volume",
    ByValue = "by_value",
    OtherTopic = "other_topic",
    Physical = "physical",
    Per = "per",
    InvestmentTail = "investment_tail",
    Firm = "firm",
    SubArea = "sub_area",
    NoTrade = "no_trade",
    Abbreviation = "abbreviation",
    Record = "record",
    Quantity = "quantity",
    GoodsStop = "goods_stop",
    AllGoods = "all_goods",
    Verb = "verb",
    At = "at",
    Abroad = "abroad",
    FollowedBy = "followed_by",
    Without = "without",
    RateChange = "rate_change",
    VolumeNoun = "volume_noun",
    MoreThan = "more_than",
    EndOf = "end_of",
    YearEnd = "year_end",
    Intra = "intra",
    PlaceNoun = "place_noun",
    Previous = "previous",
    YearLater = "year_later",
    ValueNoun = "value_noun",
    TradeVerb = "trade_verb",
    On = "on",
    Ago = "ago",
    Decade = "decade",
    GroupNoun = "group_noun",
    Spend = "spend",
    When = "when",
    SameAgain = "same_again",
    Equal = "equal",
    Extra = "extra",
    Plural = "plural",
    ThatOf = "that_of",
    Before = "before",
    Replaces = "replaces",
    /// "exports there": to where was spoken of.
    There = "there",
    /// "17 percent of theirs": of what the words before say, by another.
    Theirs = "theirs",
    /// What parts the decimals of a number in words.
    DecimalPoint = "decimal_point",
    /// "Indian ones": the noun before, of another owner.
    Ones = "ones",
    /// Several as one: "together they made up".
    Jointly = "jointly",
    /// What was before the time that is spoken of: "had stood at".
    Earlier = "earlier",
    /// "a tenth straight month": a count of months in a row.
    Streak = "streak",
    /// What stands for an amount that was spoken of: "statistics give", "put the figure at".
    FigureNoun = "figure_noun",
    /// A noun for a country or its economy, after words that say which.
    PlaceWord = "place_word",
    /// Currencies of one name: which of them is told by the countries that are named.
    CurrencyAlike = "currency_alike",
    /// A noun for goods that were named before: "the fruit", "the metal".
    GoodsAnaphor = "goods_anaphor",
    /// A noun that may be short for a longer one: "beans" for soybeans.
    GoodsPart = "goods_part",
    /// What was so at a time that is not said: "once worth $1.2 billion a year".
    Once = "once",
    /// How fast something goes: "twice the pace of July".
    RateNoun = "rate_noun",
    /// What a surplus or a deficit is run with.
    Runs = "runs",
    /// "these exports": those that were spoken of.
    Demonstrative = "demonstrative",
    /// What goods do for a country that sells them: "coffee brought in $5 billion".
    Earns = "earns",
    /// A stretch whose months depend on what is grown: "this season".
    SeasonWord = "season_word",
    /// A word for the sign of a balance: "was negative at $3 billion".
    SignWord = "sign_word",
    /// "in mid-July"
    Mid = "mid",
    /// The way back: "shipments in the other direction".
    Reverse = "reverse",
    /// What leads to an earlier state: "rose after shrinking".
    Sequel = "sequel",
}
